/** `remit prove` and `remit verify`, as a person and a pipeline meet them. */
import { describe, expect, it } from "vitest";
import { accepted, remit } from "./run.js";

const wider = accepted.replace("require $cap <= 50", "require $cap <= 51");

async function proof(text: string): Promise<string> {
  const { code, out, err, host } = await remit("prove a.remit --out a.json", { "a.remit": text });
  expect({ code, out, err }).toEqual({ code: 0, out: "", err: "" });
  const written = host.read("/home/a.json");
  return written.kind === "text" ? written.text : "";
}

describe("remit prove", () => {
  it("writes one line of canonical JSON, the same each time", async () => {
    const text = await proof(accepted);
    expect(text).toMatch(/^\{"language":1,"policies":\[\{.*\}\],"remit":"certificate","version":1\}\n$/);
    expect(await proof(accepted)).toBe(text);
  });

  it("writes nothing for a policy with an error, and says what it is", async () => {
    const { code, out, err, host } = await remit("prove a.remit --out a.json", { "a.remit": wider });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("[wider-scope]");
    expect(err).toMatch(/\nremit: a policy with these errors has no certificate\n$/);
    expect(host.read("/home/a.json").kind).toBe("missing");
  });

  it("needs to be told where to write, and paths that are there", async () => {
    expect(await remit("prove a.remit", { "a.remit": accepted })).toMatchObject({ code: 2, out: "" });
    expect(await remit("prove b.remit --out a.json", { "a.remit": accepted })).toMatchObject({ code: 2, out: "" });
  });
});

describe("remit verify", () => {
  it("says what it checked", async () => {
    const files = { "a.remit": accepted, "a.json": await proof(accepted) };
    const { code, out, err } = await remit("verify a.json a.remit", files);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^a\.remit: holds: 2 hops as chains make them, \d+ questions?, \d+ comparisons?\n$/);
    const json = await remit("verify a.json --format json", files);
    expect(json.code).toBe(0);
    expect(JSON.parse(json.out)).toMatchObject({
      version: 1,
      ok: true,
      policies: [{ entry: "a.remit", holds: true, counts: { contexts: 2 } }],
      others: 0,
    });
  });

  it("holds whatever the layout, and not of another policy", async () => {
    const certificate = await proof(accepted);
    const laidOut = `// a remark\n${accepted.replaceAll("\n  ", "\n\n\t")}`;
    expect(await remit("verify a.json a.remit", { "a.remit": laidOut, "a.json": certificate })).toMatchObject({ code: 0 });
    for (const text of [wider, accepted.replace("ttl 5m", "ttl 4m")]) {
      const { code, out } = await remit("verify a.json a.remit", { "a.remit": text, "a.json": certificate });
      expect({ code, out }).toEqual({ code: 1, out: "a.remit: does not hold: the policy: the certificate is that of another policy\n" });
    }
  });

  it("names the first entry that does not hold", async () => {
    const certificate = (await proof(accepted)).replace("orders.refund is carried", "orders.refund is buried");
    const { code, out } = await remit("verify a.json a.remit --format json", { "a.remit": accepted, "a.json": certificate });
    expect(code).toBe(1);
    expect(JSON.parse(out).policies).toEqual([
      {
        entry: "a.remit",
        holds: false,
        of: "planner -> refunder for refund: orders.refund is carried",
        why: "in its place stands `planner -> refunder for refund: orders.refund is buried`",
      },
    ]);
  });

  it("takes no file for a certificate that is none", async () => {
    const files = { "a.remit": accepted, "b.json": "{}", "c.json": '{"a": 1}', "d.json": '"\\ud800"\n', "e.json": "" };
    for (const file of ["b.json", "c.json", "d.json", "e.json"])
      expect(await remit(`verify ${file} a.remit`, files)).toMatchObject({ code: 1, err: "" });
    expect(await remit("verify f.json a.remit", files)).toMatchObject({ code: 2, out: "", err: "remit: there is no file `f.json`\n" });
    expect(await remit("verify b.json f.remit", files)).toMatchObject({ code: 2, out: "" });
  });

  it("wants one certificate for each policy, in their order", async () => {
    const other = accepted.replace("ttl 5m", "ttl 4m");
    const both = { "a.remit": accepted, "b.remit": other };
    const { host } = await remit("prove --out all.json", both);
    const written = host.read("/home/all.json");
    const files = { ...both, "all.json": written.kind === "text" ? written.text : "", "one.json": await proof(accepted) };
    expect(await remit("verify all.json", files)).toMatchObject({ code: 0 });
    expect(await remit("verify all.json a.remit", files)).toMatchObject({
      code: 1,
      out: expect.stringContaining("1 more certificate is of no policy here"),
    });
    expect(await remit("verify one.json", files)).toMatchObject({ code: 1, out: expect.stringContaining("b.remit: does not hold: the certificate") });
  });
});
