/** `textDocument/signatureHelp` */
import { type SignatureHelp, SignatureHelpRequest } from "vscode-languageserver";
import { signatureAt } from "../../ide/signature-help.js";
import type { Feature } from "../feature.js";
import { markup } from "./hover.js";

export const signatureHelp: Feature = {
  capabilities: () => ({ signatureHelpProvider: { triggerCharacters: ["("], retriggerCharacters: [",", ":", ")"] } }),
  register({ document }) {
    document(SignatureHelpRequest.type, "tree", ({ snapshot, file, params, client }): SignatureHelp | null => {
      const found = signatureAt(snapshot, file, snapshot.offset(file, params.position));
      if (found === undefined) return null;
      const formats = client.capabilities.textDocument?.signatureHelp?.signatureInformation?.documentationFormat;
      const documented = ({ label, doc }: { readonly label: string; readonly doc?: string }): { label: string } => ({
        label,
        ...(doc === undefined ? {} : { documentation: markup(doc, formats) }),
      });
      // A number past the last stands for none of them.
      const activeParameter = found.active ?? found.params.length;
      return {
        signatures: [{ ...documented(found), parameters: found.params.map(documented), activeParameter }],
        activeSignature: 0,
        activeParameter,
      };
    });
  },
};
