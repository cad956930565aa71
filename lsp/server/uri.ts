/** Files as the protocol names them, and as the compiler does: an absolute path with `/`, or `std:…` for what comes with the program. */
import { fileURLToPath, pathToFileURL } from "node:url";
import { packageFolder } from "../../compiler/index.js";

const standard = `${packageFolder.replaceAll("\\", "/")}/stdlib/policy/`;

/**
 * The file that a URI names. What is not on disk (`untitled:Untitled-1`) gets a path that no disk has, so that it can be checked
 * like any other. Never throws: what is no URI at all is treated likewise.
 */
export function fileOf(uri: string): string {
  const path = pathOf(uri);
  if (path === undefined) {
    const [, scheme = "unknown", rest = uri] = /^([A-Za-z][A-Za-z0-9+.-]*):(.*)$/s.exec(uri) ?? [];
    return `/${scheme}:/${rest.replace(/^\/+/, "")}`;
  }
  if (path.startsWith(standard) && path.endsWith(".remit")) return `std:${path.slice(standard.length, -".remit".length)}`;
  return path;
}

function pathOf(uri: string): string | undefined {
  if (!/^file:/i.test(uri)) return undefined;
  try {
    const path = fileURLToPath(uri).replaceAll("\\", "/");
    // Clients write the letter of a drive large or small.
    return /^[A-Za-z]:/.test(path) ? `${path[0]?.toUpperCase() ?? ""}${path.slice(1)}` : path.replace(/(.)\/+$/, "$1");
  } catch {
    return undefined;
  }
}

/** The URI of a file that no client has named yet. */
export function uriOf(file: string): string {
  if (file.startsWith("std:")) return pathToFileURL(`${standard}${file.slice("std:".length)}.remit`).href;
  const virtual = /^\/([A-Za-z][A-Za-z0-9+.-]*):\/(.*)$/s.exec(file);
  if (virtual !== null) return `${virtual[1] ?? ""}:${virtual[2] ?? ""}`;
  return pathToFileURL(file).href;
}
