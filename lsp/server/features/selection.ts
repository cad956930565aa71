/** `textDocument/selectionRange` */
import { type SelectionRange, SelectionRangeRequest } from "vscode-languageserver";
import { selectionsAt } from "../../ide/selection.js";
import type { Feature } from "../feature.js";

export const selection: Feature = {
  capabilities: () => ({ selectionRangeProvider: true }),
  register({ document }) {
    document(SelectionRangeRequest.type, "tree", ({ snapshot, file, params, client }) =>
      params.positions.map((position): SelectionRange => {
        const [first, ...wider] = selectionsAt(snapshot, file, snapshot.offset(file, position)).map((span) => client.range(snapshot, { file, span }));
        const parent = wider.reduceRight<SelectionRange | undefined>(
          (outer, range) => (outer === undefined ? { range } : { range, parent: outer }),
          undefined,
        );
        return { range: first ?? { start: position, end: position }, ...(parent === undefined ? {} : { parent }) };
      }),
    );
  },
};
