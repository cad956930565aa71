/** What stands in a literal: the reading of texts, numbers and durations. */

import { mistakes, type Words } from "../diagnostics/codes/syntax.js";

/** What is wrong in a literal, and where, from its start. */
export interface Flaw {
  readonly at: number;
  readonly length: number;
  readonly words: Words;
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
      const escaped = sign === "\t" ? "\\t" : `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
      flawed({ at: at + 1, length: 1, words: mistakes.controlCharacter(escaped) });
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
    } else if (letter === "u") {
      const hex = /^[0-9a-fA-F]{0,4}/.exec(inner.slice(at + 2, at + 6))?.[0] ?? "";
      if (hex.length === 4) text += String.fromCharCode(Number.parseInt(hex, 16));
      else flawed({ at: at + 1, length: 2 + hex.length, words: mistakes.badUnicodeEscape });
      at += 1 + hex.length;
    } else {
      const seen = inner.slice(at, at + 2);
      flawed({ at: at + 1, length: seen.length, words: mistakes.badEscape(seen) });
      at += 1;
    }
  }
  if (loneSurrogate.test(text)) flawed({ at: 0, length: image.length, words: mistakes.loneSurrogate });
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

/** A hundred years: far from where a time plus a duration is no time any more. */
const longestDuration = 36_500 * units.d;

/** The milliseconds of a duration, more than 0: whole numbers with units, the larger first, none twice; else what is wrong with it. */
export function readDuration(image: string): number | Words {
  const parts = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(image);
  if (parts !== null && image !== "") {
    const [days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
    const milliseconds = (days ?? 0) * units.d + (hours ?? 0) * units.h + (minutes ?? 0) * units.m + (seconds ?? 0) * units.s;
    if (milliseconds === 0) return mistakes.zeroDuration(image);
    return milliseconds <= longestDuration ? milliseconds : mistakes.longDuration(image);
  }
  if (/^(?:\d+[dhms])+$/.test(image)) return mistakes.durationOrder(image);
  if (/^\d+\.\d+[dhms]$/.test(image)) return mistakes.durationFraction(image);
  return mistakes.badDuration(image);
}

/** What is wrong with digits that are not a number of JSON, without letters hanging on them. */
export function badNumber(image: string): Words {
  if (/^-?0[0-9]/.test(image)) return mistakes.zeroFirst(image, image.replace(/^(-?)0+(?=[0-9])/, "$1"));
  if (/^-?[0-9][0-9_]*$/.test(image)) return mistakes.underscores(image, image.replaceAll("_", ""));
  return mistakes.badNumber(image);
}
