import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { diskHost } from "../../compiler/host/disk.js";
import type { Host } from "../../compiler/host/host.js";
import { memoryHost } from "../../compiler/host/memory.js";

const texts = { "a.remit": "\uFEFFlabel a", "sub/b.remit": "label b", ".hidden/c.remit": "", "node_modules/m/d.remit": "", "e.txt": "" };
const root = realpathSync(mkdtempSync(join(tmpdir(), "remit-host-")));
for (const [path, text] of Object.entries(texts)) {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), text);
}
afterAll(() => rmSync(root, { recursive: true }));

const twins: readonly { readonly name: string; readonly host: Host }[] = [
  { name: "disk", host: diskHost(root) },
  { name: "memory", host: memoryHost(texts, { folder: root }) },
];

describe.each(twins)("the host in $name", ({ host }) => {
  test("finds the policies below a folder, sorted, without hidden folders and node_modules", () => {
    expect(host.findPolicies(root)).toEqual({ kind: "files", files: [`${root}/a.remit`, `${root}/sub/b.remit`] });
    expect(host.findPolicies(`${root}/none`)).toEqual({ kind: "missing" });
  });

  test("reads a text without its byte order mark", () => {
    expect(host.read(`${root}/a.remit`)).toEqual({ kind: "text", text: "label a" });
    expect(host.read(`${root}/none`)).toEqual({ kind: "missing" });
    expect(host.read(`${root}/sub`)).toEqual({ kind: "unreadable", reason: "it is a folder" });
  });

  test("tells folders from files", () => {
    expect([root, `${root}/sub`, `${root}/a.remit`, `${root}/none`].map((path) => host.isFolder(path))).toEqual([true, true, false, false]);
  });

  test("reads what it wrote", () => {
    host.write(`${root}/new/f.remit`, "label f");
    expect(host.read(`${root}/new/f.remit`)).toEqual({ kind: "text", text: "label f" });
  });
});

test("bytes that are not UTF-8 become replacement characters", () => {
  writeFileSync(join(root, "bad.txt"), Uint8Array.from([0x61, 0xff, 0x62]));
  expect(diskHost(root).read(`${root}/bad.txt`)).toEqual({ kind: "text", text: "a\uFFFDb" });
});

test("links to files count, and links to folders are not followed", () => {
  const folder = join(root, "links");
  mkdirSync(folder);
  writeFileSync(join(folder, "real.txt"), "label r");
  symlinkSync(join(folder, "real.txt"), join(folder, "link.remit"));
  symlinkSync(folder, join(folder, "round"));
  symlinkSync(join(folder, "gone"), join(folder, "broken.remit"));
  expect(diskHost(root).findPolicies(folder)).toEqual({ kind: "files", files: [`${folder}/link.remit`] });
  diskHost(root).write(`${folder}/link.remit`, "label s");
  expect(readFileSync(join(folder, "real.txt"), "utf8")).toBe("label s");
});

test("a name that would leave the standard library names nothing", () => {
  for (const name of ["std:../../package", "std:/etc/passwd", "std:", "std:a/../b", "std:mcp/none-such"]) {
    expect(diskHost(root).read(name)).toEqual({ kind: "missing" });
  }
});
