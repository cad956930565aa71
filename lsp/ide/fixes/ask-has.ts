/** Say with `has` what is meant of a request without an optional argument. */
import type { Ast } from "../../../compiler/index.js";
import { conditionsOf, innerOf } from "./conditions.js";
import type { Fix, Rule, Site } from "./fix.js";
import { replace } from "./text.js";

export const askHas: Rule = {
  codes: ["absent-argument"],
  propose(site): readonly Fix[] {
    const way = wayAround(site);
    const atom = way.at(-1);
    if (atom === undefined) return [];
    // The atom alone, or with the `not`s around it.
    const scopes = way.filter(
      (each, at) => each === atom || (each.kind === "not" && way.slice(at).every(({ kind }, more) => more === way.length - at - 1 || kind === "not")),
    );
    return scopes.reverse().flatMap((each) => [asked(site, way, each, "has"), asked(site, way, each, "not-has")]);
  },
};

function asked({ snapshot, file, text }: Site, way: readonly Ast.Expr[], expr: Ast.Expr, name: "has" | "not-has"): Fix {
  const source = snapshot.slice(file, expr.span);
  const [joined, said] = name === "has" ? (["and", `has ${text}`] as const) : (["or", `not has ${text}`] as const);
  const parent = way[way.indexOf(expr) - 1];
  const isFree = parent === undefined || parent.kind === joined;
  const whole = `${said} ${joined} ${source}`;
  const title = name === "has" ? `Ask for it: \`${said} and …\`` : `Let it be left out: \`${said} or …\``;
  return { name, title, edits: [replace(file, expr.span, isFree ? whole : `(${whole})`)], isPreferred: false };
}

/** The expressions around the place, the outermost first. */
function wayAround(site: Site): readonly Ast.Expr[] {
  const isAround = ({ span }: Ast.Expr): boolean => span.start <= site.start && site.end <= span.end;
  const way: Ast.Expr[] = [];
  for (let at = conditionsOf(site.node).find(({ expr }) => isAround(expr))?.expr; at !== undefined; at = innerOf(at).find(isAround)) way.push(at);
  return way;
}
