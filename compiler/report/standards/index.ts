/** Every framework that a report can be made for, in the order in which they are shown. */
import type { Framework } from "../standard.js";
import { aisvs } from "./aisvs.js";
import { cwe } from "./cwe.js";
import { euAiAct } from "./eu-ai-act.js";
import { maestro } from "./maestro.js";
import { mitreAtlas } from "./mitre-atlas.js";
import { nist80053 } from "./nist-800-53.js";
import { nist800207 } from "./nist-800-207.js";
import { nistAi6001 } from "./nist-ai-600-1.js";
import { nistAiRmf } from "./nist-ai-rmf.js";
import { nistNccoe } from "./nist-nccoe.js";
import { owaspAgenticThreats } from "./owasp-agentic-threats.js";
import { owaspAsi } from "./owasp-asi.js";
import { owaspLlm } from "./owasp-llm.js";
import { owaspMcp } from "./owasp-mcp.js";
import { owaspNhi } from "./owasp-nhi.js";
import { soc2 } from "./soc2.js";

export const frameworks: readonly Framework[] = [
  owaspAsi,
  owaspAgenticThreats,
  aisvs,
  maestro,
  nistAiRmf,
  nistAi6001,
  nist800207,
  nist80053,
  nistNccoe,
  owaspNhi,
  owaspMcp,
  owaspLlm,
  cwe,
  mitreAtlas,
  euAiAct,
  soc2,
];
