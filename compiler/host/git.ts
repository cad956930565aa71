/** The files of a revision, as `git` has them: read from its store, so that no checkout is disturbed. */
import { spawnSync } from "node:child_process";
import type { Host, Revision } from "./host.js";
import { memoryHost } from "./memory.js";

/** The policies, settings and what was accepted of a revision, at the paths that they have in the work tree around `folder`. */
export function revisionOf(folder: string, ref: string, std: Pick<Host, "read" | "findPolicies">): Revision {
  // Where the folder is below the work tree's own: its files are to be called as the host calls them.
  const inside = git(folder, ["rev-parse", "--show-prefix"]);
  if (inside.kind === "failed") return none(inside.reason.includes("not a git repository") ? "this is no git repository" : inside.reason);
  const above = text(inside.out)
    .split("/")
    .filter((segment) => segment.trim() !== "").length;
  const root = folder
    .split("/")
    .slice(0, folder.split("/").length - above)
    .join("/");
  const commit = git(folder, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`]);
  if (commit.kind === "failed") return none(`git knows no revision \`${ref}\``);
  const id = text(commit.out).trim();
  const listed = git(folder, ["ls-tree", "-r", "-z", "--full-tree", id]);
  if (listed.kind === "failed") return none(listed.reason);
  const entries = text(listed.out)
    .split("\0")
    .flatMap((line): readonly Entry[] => {
      const [, mode = "", kind = "", object = "", path = ""] = /^(\d+) (\w+) ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
      return kind === "blob" && isWanted(path) ? [{ mode, object, path }] : [];
    });
  const read = blobs(folder, [...new Set(entries.map(({ object }) => object))]);
  if (read.kind === "failed") return none(read.reason);
  const files: Record<string, string> = {};
  const linked: Entry[] = [];
  for (const entry of entries) {
    const content = read.contents.get(entry.object);
    if (content === undefined) continue;
    if (entry.mode === symbolicLink) linked.push({ ...entry, object: text(content) });
    else files[`${root}/${entry.path}`] = text(content);
  }
  // A link counts as the file that it leads to, where that is a policy of the same revision.
  for (const { path, object } of linked) {
    const target = files[`${root}/${joined(path, object)}`];
    if (target !== undefined) files[`${root}/${path}`] = target;
  }
  const host = memoryHost(files, { folder, std });
  return { kind: "revision", commit: id, host: { ...host, findPolicies: (at) => (at === "std:" ? std.findPolicies(at) : host.findPolicies(at)) } };
}

interface Entry {
  readonly mode: string;
  readonly object: string;
  readonly path: string;
}

const symbolicLink = "120000";

function isWanted(path: string): boolean {
  return path.endsWith(".remit") || /(^|\/)remit(-accepted)?\.json$/.test(path);
}

function joined(from: string, to: string): string {
  const segments = from.split("/").slice(0, -1);
  for (const segment of to.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== ".") segments.push(segment);
  }
  return segments.join("/");
}

type Ran = { readonly kind: "ran"; readonly out: Uint8Array } | { readonly kind: "failed"; readonly reason: string };

function git(folder: string, args: readonly string[], input?: string): Ran {
  const { error, status, stdout, stderr } = spawnSync("git", ["-C", folder, ...args], {
    maxBuffer: 2 ** 31 - 1,
    ...(input === undefined ? {} : { input }),
    // Neither a lock nor a question to whoever sits there.
    env: { ...process.env, GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" },
  });
  if (error !== undefined) return { kind: "failed", reason: `git could not be run: ${error.message}` };
  if (status !== 0) return { kind: "failed", reason: `git failed: ${text(stderr).trim().split("\n")[0] ?? ""}` };
  return { kind: "ran", out: stdout };
}

/** The contents of objects by their names, of one process. */
function blobs(
  folder: string,
  objects: readonly string[],
): { readonly kind: "read"; readonly contents: ReadonlyMap<string, Uint8Array> } | { readonly kind: "failed"; readonly reason: string } {
  const contents = new Map<string, Uint8Array>();
  if (objects.length === 0) return { kind: "read", contents };
  const ran = git(folder, ["cat-file", "--batch"], objects.map((each) => `${each}\n`).join(""));
  if (ran.kind === "failed") return ran;
  // Each: `OBJECT blob SIZE`, a line end, so many bytes, a line end.
  let at = 0;
  while (at < ran.out.length) {
    const end = ran.out.indexOf(10, at);
    const [object = "", kind = "", size = ""] = text(ran.out.subarray(at, end)).split(" ");
    if (end < 0 || kind !== "blob") return { kind: "failed", reason: `git has no object ${object}` };
    contents.set(object, ran.out.subarray(end + 1, end + 1 + Number(size)));
    at = end + 1 + Number(size) + 1;
  }
  return { kind: "read", contents };
}

/** As the host of a disk reads: without a byte order mark. */
function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function none(reason: string): Revision {
  return { kind: "none", reason };
}
