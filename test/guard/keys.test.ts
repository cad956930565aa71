/** The keys of hops: made in numbers, on the spot and ahead of need, each once. */
import { execFileSync } from "node:child_process";
import { createPrivateKey, createPublicKey, hkdfSync } from "node:crypto";
import { buildSync } from "esbuild";
import { expect, test } from "vitest";
import { keySupply } from "../../stdlib/runtime/key-supply.js";
import { derivedSecret, isSignedBy, newKeyText, rootKey, type SigningKey } from "../../stdlib/runtime/keys.js";

test("no two keys that are made ahead of need are one, and each signs for its own public half", async () => {
  const supply = keySupply(8);
  const keys: SigningKey[] = [];
  for (let round = 0; round < 6; round++) {
    for (let i = 0; i < 10; i++) keys.push(supply.take());
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(new Set(keys.map(({ thumbprint }) => thumbprint)).size).toBe(60);
  const data = Buffer.from("said");
  for (const [i, key] of keys.entries()) {
    expect(isSignedBy(key.public, data, key.sign(data))).toBe(true);
    expect(isSignedBy(keys[(i + 1) % keys.length]?.public ?? key.public, data, key.sign(data))).toBe(false);
    expect(key.durable).toBe(false);
  }
});

test("keys are made while garbage is collected: Node 20 stops for ever where a new key is exported as a JSON Web Key", () => {
  const program = `
    import { newKey } from "./stdlib/runtime/keys.ts";
    for (let n = 0; n < 20_000; n++) newKey();
    console.log("made");
  `;
  const { outputFiles } = buildSync({ stdin: { contents: program, resolveDir: "." }, bundle: true, write: false, format: "esm", platform: "node" });
  const args = ["--gc-global", "--max-semi-space-size=1", "--input-type=module", "-e", outputFiles[0]?.text ?? ""];
  expect(execFileSync(process.execPath, args, { timeout: 50_000, encoding: "utf8" })).toBe("made\n");
});

test("a secret is derived from the key itself, the same each time and for each purpose another", () => {
  const text = newKeyText();
  const { d = "" } = createPrivateKey(text).export({ format: "jwk" });
  const key = rootKey(text);
  expect(derivedSecret(key, "one")).toEqual(Buffer.from(hkdfSync("sha256", Buffer.from(d, "base64url"), "remit", "one", 32)));
  expect(derivedSecret(key, "two")).not.toEqual(derivedSecret(rootKey(text), "one"));
  expect(key.public).toMatchObject({ x: createPublicKey(text).export({ format: "jwk" }).x });
});
