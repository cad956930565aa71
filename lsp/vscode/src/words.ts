/** A command line as a person types it, as words: quotes hold words together, a backslash takes the sign after it as it is. */
export function wordsOf(line: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let at = 0; at < line.length; at++) {
    const sign = line[at] ?? "";
    if (sign === "\\" && quote !== "'" && at + 1 < line.length) {
      at++;
      word = `${word ?? ""}${line[at] ?? ""}`;
    } else if (quote !== undefined) {
      if (sign === quote) quote = undefined;
      else word = `${word ?? ""}${sign}`;
    } else if (sign === '"' || sign === "'") {
      quote = sign;
      word ??= "";
    } else if (/\s/.test(sign)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = `${word ?? ""}${sign}`;
  }
  return word === undefined ? words : [...words, word];
}
