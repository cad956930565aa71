/** Paths as the compiler sees them: `/` between segments, absolute inside, relative to the host's folder in print. */

/** A path from a folder that it may be relative to, absolute and without `.` and `..`. A `std:` module stays as it is. */
export function resolvePath(folder: string, path: string): string {
  if (path.startsWith("std:")) return path;
  const whole = isAbsolute(path) ? path : `${folder}/${path}`;
  const drive = /^[A-Za-z]:/.exec(whole)?.[0] ?? "";
  const segments: string[] = [];
  for (const segment of whole.slice(drive.length).split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  return `${drive}/${segments.join("/")}`;
}

/** How a path is shown to someone who is in a folder: relative to it, with `..` where need be. A `std:` module stays as it is. */
export function relativePath(folder: string, path: string): string {
  if (!isAbsolute(path)) return path;
  const from = folder.split("/").filter((segment) => segment !== "");
  const to = path.split("/").filter((segment) => segment !== "");
  let shared = 0;
  while (shared < from.length && shared < to.length && from[shared] === to[shared]) shared++;
  if (shared === 0 && from.length > 0 && /^[A-Za-z]:/.test(path)) return path;
  return [...from.slice(shared).map(() => ".."), ...to.slice(shared)].join("/") || ".";
}

/** The folder that holds a file. */
export function parentFolder(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf("/")));
}

export function isAbsolute(path: string): boolean {
  return path.startsWith("/") || /^[A-Za-z]:\//.test(path);
}
