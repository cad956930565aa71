/** The program's own version, as its package says. */
import { readOwn } from "../host/package.js";

export const version: string = readVersion(readOwn("package.json") ?? "{}");

function readVersion(text: string): string {
  const value: unknown = JSON.parse(text);
  return typeof value === "object" && value !== null && "version" in value && typeof value.version === "string" ? value.version : "0.0.0";
}
