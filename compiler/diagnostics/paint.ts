/** Colours on a terminal, and none elsewhere. */

export type Style = "error" | "warning" | "info" | "help" | "dim" | "strong";
export type Paint = (style: Style, text: string) => string;

/** No colour at all. */
export const plain: Paint = (_, text) => text;

/** The terminal's own sixteen colours, so that its theme decides. */
export const colored: Paint = (style, text) => (text === "" ? "" : `\u001b[${codes[style]}m${text}\u001b[0m`);

const codes: Readonly<Record<Style, string>> = { error: "1;31", warning: "1;33", info: "1;36", help: "1;32", dim: "34", strong: "1" };
