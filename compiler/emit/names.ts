/** What generated code calls things: names of the policy as identifiers, each of them once. */
import { handleNames } from "../../stdlib/runtime/door.js";

/** `support-desk_v2` → `support`, `desk`, `v2`. A number at the front, as of a folder, is left out where something follows. */
export function wordsOf(name: string): readonly string[] {
  const words = name.split(/[^\p{L}\p{N}]+|(?<=[\p{Ll}\p{N}])(?=\p{Lu})/u).filter((word) => word !== "");
  const lettered = words.findIndex((word) => /^\p{L}/u.test(word));
  return lettered < 0 ? words.map((word) => `n${word}`) : words.slice(lettered);
}

export function pascal(...names: readonly string[]): string {
  const text = names
    .flatMap(wordsOf)
    .map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
    .join("");
  return text === "" ? "Unnamed" : text;
}

export function camel(...names: readonly string[]): string {
  const text = pascal(...names);
  return `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;
}

/** `SupportDesk` → `support_desk`: what the file is called. */
export function snake(name: string): string {
  const text = wordsOf(name).join("_").toLowerCase();
  return text === "" ? "policy" : text;
}

/** Hands out names, each once: a name that is taken gets a number. */
export type Namer = (wanted: string) => string;

export function namer(taken: Iterable<string> = []): Namer {
  const names = new Set([...reserved, ...taken]);
  return (wanted) => {
    let name = wanted;
    for (let i = 2; names.has(name); i++) name = `${wanted}${i}`;
    names.add(name);
    return name;
  };
}

/** Words of the language, globals that generated code or its reader uses, and what it takes from the runtime. */
const reserved: readonly string[] = [
  ..."await break case catch class const continue debugger default delete do else enum export extends false finally for function if".split(" "),
  ..."implements import in instanceof interface let new null package private protected public return static super switch this".split(" "),
  ..."throw true try typeof var void while with yield async of type as from satisfies any unknown never string number boolean".split(" "),
  ..."symbol bigint object undefined NaN Infinity arguments eval".split(" "),
  ..."Array Boolean Date Error Map Math Number Object Promise RangeError Readonly Record Set String Symbol".split(" "),
  ..."v1 plan policy hops args frame context now approvals params each it value".split(" "),
];

/** What a tool, or a hop, is called on a handle: its name, with `_` after it where handles have that name for themselves. */
export function memberName(name: string): string {
  return handleNames.includes(name) || name === "__proto__" ? `${name}_` : name;
}

/** A name as a property in an object or an interface. */
export function property(name: string): string {
  if (name === "__proto__") return '["__proto__"]';
  return isIdentifier(name) ? name : quoted(name);
}

/** `.name` or `["name"]`. */
export function access(name: string): string {
  return isIdentifier(name) ? `.${name}` : `[${quoted(name)}]`;
}

function isIdentifier(name: string): boolean {
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name);
}

/** A text as a literal of TypeScript, on one line whatever it holds. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
