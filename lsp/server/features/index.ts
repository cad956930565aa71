/** Every feature of the server, one line each. */
import type { Feature } from "../feature.js";
import { callHierarchy } from "./call-hierarchy.js";
import { codeActions } from "./code-actions.js";
import { codeLenses } from "./code-lenses.js";
import { completion } from "./completion.js";
import { definition } from "./definition.js";
import { folding } from "./folding.js";
import { formatting } from "./formatting.js";
import { graph } from "./graph.js";
import { hover } from "./hover.js";
import { inlayHints } from "./inlay-hints.js";
import { linkedEditing } from "./linked-editing.js";
import { links } from "./links.js";
import { moves } from "./moves.js";
import { references } from "./references.js";
import { rename } from "./rename.js";
import { selection } from "./selection.js";
import { semanticTokens } from "./semantic-tokens.js";
import { signatureHelp } from "./signature-help.js";
import { symbols } from "./symbols.js";
import { typeHierarchy } from "./type-hierarchy.js";

export const features: readonly Feature[] = [
  callHierarchy,
  codeActions,
  codeLenses,
  completion,
  definition,
  folding,
  formatting,
  graph,
  hover,
  inlayHints,
  linkedEditing,
  links,
  moves,
  references,
  rename,
  selection,
  semanticTokens,
  signatureHelp,
  symbols,
  typeHierarchy,
];
