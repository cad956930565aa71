/** OWASP Top 10 for LLM Applications, 2025: ids and titles are the publisher's; what each is about is said in words of this project. */
import type { Framework } from "../standard.js";

export const owaspLlm: Framework = {
  short: "owasp-llm",
  name: "OWASP Top 10 for LLM Applications",
  version: "2025",
  kind: "risks",
  publisher: "OWASP GenAI Security Project",
  sources: ["ASI 2026 Appendix A"],
  controls: [
    {
      id: "LLM06:2025",
      title: "Excessive Agency",
      summary: "Too much functionality, permission or autonomy given to an LLM app.",
      decides: ["narrowing", "destructive-approved"],
      also: ["least-privilege", "bounded-arguments", "guarded"],
    },
  ],
};
