/** `remit ledger verify`: whether a ledger is whole, and how much of it is proved. */
import { createPublicKey, type KeyObject } from "node:crypto";
import { readHead } from "../../stdlib/runtime/ledger/head.js";
import { type Verified, verifyLedger } from "../../stdlib/runtime/ledger/verify.js";
import { resolvePath } from "../base/path.js";
import { visible } from "../diagnostics/show.js";
import { readLedger } from "./ledger-text.js";
import { cannotRun, type World } from "./world.js";

export interface LedgerVerifyOptions {
  readonly format: "text" | "json";
  readonly head?: string;
  readonly key?: string;
}

export function ledgerVerify(file: string, options: LedgerVerifyOptions, world: World): number {
  const { terminal } = world;
  const ledger = readLedger(file, world);
  if (ledger.kind === "cannot-run") return cannotRun(ledger.reason, terminal);
  const head = headOf(options, world);
  if (head.kind === "cannot-run") return cannotRun(head.reason, terminal);
  if (head.kind === "forged") {
    terminal.err("remit: the key did not sign this head\n");
    return 1;
  }
  const verified = verifyLedger(ledger.text, head.hash);
  if (options.format === "json") terminal.out(`${JSON.stringify({ version: 1, ...verified, signature: head.signature }, undefined, 2)}\n`);
  else terminal.out(inWords(file, verified, head.signature));
  return verified.whole ? 0 : 1;
}

type Signature = "checked" | "not checked" | "none";

type HeadOption =
  | { readonly kind: "head"; readonly hash: string | undefined; readonly signature: Signature }
  | { readonly kind: "forged" }
  | { readonly kind: "cannot-run"; readonly reason: string };

function headOf({ head, key }: LedgerVerifyOptions, world: World): HeadOption {
  if (head === undefined)
    return key === undefined ? { kind: "head", hash: undefined, signature: "none" } : { kind: "cannot-run", reason: "--key needs --head" };
  if (/^[0-9a-f]{64}$/i.test(head))
    return key === undefined
      ? { kind: "head", hash: head.toLowerCase(), signature: "none" }
      : { kind: "cannot-run", reason: "a hash is not signed: --key needs the line that was printed" };
  let publicKey: KeyObject | undefined;
  if (key !== undefined) {
    const read = world.host.read(resolvePath(world.host.folder, key));
    if (read.kind !== "text") return { kind: "cannot-run", reason: `can't read the key \`${key}\`` };
    try {
      publicKey = read.text.trimStart().startsWith("{") ? createPublicKey({ key: JSON.parse(read.text), format: "jwk" }) : createPublicKey(read.text);
    } catch {
      return { kind: "cannot-run", reason: `\`${key}\` is no public key (PEM, or a JSON Web Key)` };
    }
  }
  const found = readHead(head, publicKey);
  if (found.kind === "none")
    return { kind: "cannot-run", reason: "a head is a hash of 64 hexadecimal digits, or a line that begins with `remit-head-1.`" };
  return found.kind === "forged" ? found : { kind: "head", hash: found.head.hash, signature: publicKey === undefined ? "not checked" : "checked" };
}

function inWords(file: string, verified: Verified, signature: Signature): string {
  const { whole, records, chains, problems, more, torn, head, last } = verified;
  const out: string[] = [];
  for (const { line, message } of problems) out.push(`${visible(file)}${line === undefined ? "" : `:${line}`}: ${visible(message)}`);
  if (more > 0) out.push(`${more} more`);
  if (torn !== undefined) out.push(`${visible(file)}:${torn}: a crash cut it short; nobody was told that it was done`);
  const count = `${records.toLocaleString("en")} ${records === 1 ? "entry" : "entries"}, ${chains} ${chains === 1 ? "chain" : "chains"}`;
  out.push(`${whole ? "whole" : "not whole"}: ${count}`);
  switch (head.kind) {
    case "unproved":
      out.push("tail unproved: without a head that was kept elsewhere nothing shows that the end was not cut off, or all of it written anew");
      if (whole && last !== undefined) out.push(`head: ${last}`);
      break;
    case "missing":
      out.push("the head is not there: entries were removed, or written anew");
      break;
    case "found":
      out.push(
        `${head.proved.toLocaleString("en")} proved by the head; ${head.after === 0 ? "nothing stands after it" : `of ${head.after.toLocaleString("en")} more the tail is unproved`}`,
      );
      if (signature === "not checked") out.push("who signed the head was not checked: --key");
      break;
  }
  return `${out.join("\n")}\n`;
}
