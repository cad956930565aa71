/** What stands in a literal: the reading of texts, numbers and durations. */

/** What is wrong in a literal, and where, from its start. */
export interface Flaw {
  readonly at: number;
  readonly length: number;
  readonly message: string;
  readonly help: string;
}

const shortEscapes: Readonly<Record<string, string>> = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** Reads a text with its quotes on, by JSON's rules; a flaw is passed to `flawed`, and the text read around it. */
export function readText(image: string, flawed: (flaw: Flaw) => void): string {
  const inner = image.slice(1, -1);
  if (!needsReading.test(inner)) return inner;
  let text = "";
  for (let at = 0; at < inner.length; at++) {
    const sign = inner.charAt(at);
    if (sign < " ") {
      const code = sign.charCodeAt(0).toString(16).padStart(4, "0");
      flawed({
        at: at + 1,
        length: 1,
        message: "A control character can't stand in a text",
        help: `Write \`\\u${code}\`${sign === "\t" ? " or `\\t`" : ""}.`,
      });
      continue;
    }
    if (sign !== "\\") {
      text += sign;
      continue;
    }
    const letter = inner.charAt(at + 1);
    const short = shortEscapes[letter];
    if (short !== undefined) {
      text += short;
      at += 1;
    } else if (letter === "u" && /^[0-9a-fA-F]{4}/.test(inner.slice(at + 2, at + 6))) {
      text += String.fromCharCode(Number.parseInt(inner.slice(at + 2, at + 6), 16));
      at += 5;
    } else {
      const length = letter === "u" ? (/^\\u[0-9a-fA-F]*/.exec(inner.slice(at))?.[0].length ?? 2) : letter === "" ? 1 : 2;
      flawed(
        letter === "u"
          ? { at: at + 1, length, message: "`\\u` takes four hexadecimal digits", help: "Write `\\u00e9`, say." }
          : {
              at: at + 1,
              length,
              message: `\`${inner.slice(at, at + length)}\` is no escape`,
              help: "The escapes are JSON's: `\\\"`, `\\\\`, `\\/`, `\\b`, `\\f`, `\\n`, `\\r`, `\\t` and `\\u0000`; a backslash is written `\\\\`.",
            },
      );
      at += 1;
    }
  }
  if (loneSurrogate.test(text))
    flawed({
      at: 0,
      length: image.length,
      message: "This text is not well-formed Unicode: it has half of a pair of surrogates",
      help: "Write the character itself, or both halves.",
    });
  return text;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for.
const needsReading = /[\u0000-\u001f\\\ud800-\udfff]/;
const loneSurrogate = /\p{Surrogate}/u;

/** A number as JSON writes it. */
export function isNumber(image: string): boolean {
  return /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/.test(image);
}

const units = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 } as const;

/** The milliseconds of a duration: whole numbers with units, the larger first, none twice; else what is wrong with it. */
export function readDuration(image: string): number | { readonly message: string; readonly help: string } {
  const parts = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(image);
  if (parts !== null && image !== "") {
    const [days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
    const milliseconds = (days ?? 0) * units.d + (hours ?? 0) * units.h + (minutes ?? 0) * units.m + (seconds ?? 0) * units.s;
    if (Number.isSafeInteger(milliseconds)) return milliseconds;
    return { message: `\`${image}\` is longer than any duration can be`, help: "Write a shorter one." };
  }
  if (/^(?:\d+[dhms])+$/.test(image))
    return { message: `\`${image}\` is no duration`, help: "Write its parts from the larger unit to the smaller, each once: `1d12h`, `1h30m`." };
  if (/^\d+\.\d+[dhms]$/.test(image))
    return { message: `\`${image}\` is no duration: its parts are whole numbers`, help: "Write `1h30m` for an hour and a half, say." };
  return {
    message: `\`${image}\` is neither a number nor a duration`,
    help: "A duration is whole numbers with units `s`, `m`, `h` or `d`: `30s`, `5m`, `1h30m`, `7d`.",
  };
}

/** What is wrong with digits that are not a number of JSON, without letters hanging on them. */
export function badNumber(image: string): { readonly message: string; readonly help: string } {
  if (/^-?0[0-9]/.test(image))
    return { message: `\`${image}\` is no number: it starts with a needless zero`, help: `Write \`${image.replace(/^(-?)0+(?=[0-9])/, "$1")}\`.` };
  if (/^-?[0-9][0-9_]*$/.test(image)) return { message: `\`${image}\` is no number`, help: `Write \`${image.replaceAll("_", "")}\`.` };
  return { message: `\`${image}\` is no number`, help: "Numbers are written as in JSON: `10`, `-3`, `0.5`, `1e6`." };
}
