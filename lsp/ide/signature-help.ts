/** What a call takes while it is being written: of an action or a hop in a test, of a named scope in a clause. */
import { showName } from "../../compiler/index.js";
import { callAt, type Given } from "./completion/given.js";
import { nameBefore, openBracket } from "./completion/operand.js";
import { nameOf, type Site, siteAt } from "./completion/site.js";
import { textOf } from "./signature.js";
import type { Snapshot } from "./snapshot.js";
import { lookUp, type Sited } from "./symbols.js";

export interface SignatureHelp {
  /** The whole of it in one line, with the parameters as they are below. */
  readonly label: string;
  readonly doc?: string;
  readonly params: readonly { readonly label: string; readonly doc?: string }[];
  /** The parameter that is being given; nothing where it is not one of them. */
  readonly active: number | undefined;
}

/** Nothing outside of parentheses, and where it is not known what is called. */
export function signatureAt(snapshot: Snapshot, file: string, offset: number): SignatureHelp | undefined {
  // Right behind a text nothing can be expected; what is called is the same as within it.
  const site = siteAt(snapshot, file, offset) ?? (offset > 0 ? siteAt(snapshot, file, offset - 1) : undefined);
  if (site === undefined) return undefined;
  const call = callAt(site);
  if (call !== undefined && call.kind !== "fact") return helpFor(site, call.name, call.doc, call.params, activeByName(site, call.from, call.params));
  return scopeAt(site);
}

function helpFor(site: Site, name: string, doc: string | undefined, given: readonly Sited<Given>[], active: number | undefined): SignatureHelp {
  const params = given.map(({ node, module }) => {
    const optional = node.optional === true ? "?" : "";
    const label = `${showName(node.name.text)}${optional}: ${textOf(site.snapshot, module.file, node.type.span)}`;
    return { label, ...(node.doc === undefined ? {} : { doc: node.doc }) };
  });
  return { label: `${name}(${params.map(({ label }) => label).join(", ")})`, ...(doc === undefined ? {} : { doc }), params, active };
}

/** In a test arguments are given by name: the one whose value is being written, or the first that is still to be given. */
function activeByName(site: Site, from: number, params: readonly Sited<Given>[]): number | undefined {
  const { statement, written } = site.expectation;
  const last = statement.findLastIndex((sign, at) => at >= from && sign.text === ":" && openBracket(statement, at) === from - 1);
  const separated = statement.findLastIndex((sign, at) => at >= from && sign.text === "," && openBracket(statement, at) === from - 1);
  const indexOf = (name: string): number | undefined => {
    const index = params.findIndex(({ node }) => node.name.text === name);
    return index < 0 ? undefined : index;
  };
  const sign = statement[last - 1];
  if (last > separated && sign !== undefined) return indexOf(nameOf(sign).text);
  const begun = /^\w/.test(written) ? params.findIndex(({ node }) => node.name.text.startsWith(written)) : -1;
  if (begun >= 0) return begun;
  const already = new Set(statement.flatMap((each, at) => (at >= from && statement[at + 1]?.text === ":" ? [nameOf(each).text] : [])));
  const next = params.findIndex(({ node }) => !already.has(node.name.text));
  return next < 0 ? undefined : next;
}

/** The arguments of a named scope go by their order. */
function scopeAt(site: Site): SignatureHelp | undefined {
  const { statement } = site.expectation;
  const bracket = openBracket(statement);
  const name = bracket === undefined || statement[bracket]?.text !== "(" ? undefined : nameBefore(statement, bracket);
  if (bracket === undefined || name === undefined) return undefined;
  const named = lookUp(site.policy.program, site.module, name.text, ["scope"]);
  if (named?.kind !== "scope") return undefined;
  const { declaration, module } = named;
  const active = statement.filter((sign, at) => at > bracket && sign.text === "," && openBracket(statement, at) === bracket).length;
  const params = declaration.params.map((node) => ({ node, module }));
  return helpFor(site, showName(name.text), declaration.doc, params, active < params.length ? active : undefined);
}
