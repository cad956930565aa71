import { describe, expect, it } from "vitest";
import { memoryHost } from "../../compiler/host/memory.js";
import { findEntries, loadModules } from "../../compiler/names/modules.js";
import { parse } from "../../compiler/syntax/parse.js";
import { checkMarked, lowerText } from "../harness/marked.js";

describe("modules", () => {
  it("are found by relative path, with and without the extension, and in the standard library", () =>
    checkMarked(`
//# file: policies/main.remit
import { a } from "./near"
import { b as c } from "../far.remit"
import { github } from "std:mcp/github"
delegate p -> a for t { allow github.read  ttl 1h }
delegate p -> c for t { allow github.read  ttl 1h }
task t "T"
principal p {}
//# file: policies/near.remit
agent a {}
//# file: far.remit
import { github } from "std:mcp/github"
agent b { ceiling { allow github.* } }
//# file: std:mcp/github
import { shared } from "./labels"
tool github { read read() returns shared }
//# file: std:mcp/labels
label shared
`));

  it("that are not there are named with the nearest that is", () =>
    checkMarked(`
//# file: main.remit
import { a } from "./othr" //~ error unknown-name did you mean \`./other\`?
import { b } from "./a/othr.remit" //~ error unknown-name did you mean \`./a/other.remit\`?
import { c } from "other" //~ error unknown-name Start it with
import { d } from "/other" //~ error unknown-name Start it with
delegate p -> a for t { allow b.*  ttl 1h }
task t "T"
principal p {}
//# file: other.remit
//# file: a/other.remit
`));

  it("of the standard library too", () => {
    const host = memoryHost({ "main.remit": 'import { x } from "std:mcp/githb"' });
    const loaded = loadModules(
      host,
      "/main.remit",
      parse,
      ["mcp/github", "mcp/slack"].map((name) => `std:${name}`),
    );
    expect(loaded.diagnostics.map((each) => each.message)).toEqual([
      "the standard library has no module `std:mcp/githb`; did you mean `std:mcp/github`?",
    ]);
  });

  it("that can't be read are an error at the import", () => {
    const host = memoryHost({ "main.remit": 'import { x } from "./a"' }, { unreadable: ["a.remit"] });
    expect(loadModules(host, "/main.remit", parse).diagnostics.map((each) => each.message)).toEqual([
      "the module `./a` can't be read: permission denied",
    ]);
  });

  it("that import one another in a circle are named once", () =>
    checkMarked(`
//# file: main.remit
import { a } from "./a"
task t "T"
delegate p -> a for t { allow x.*  ttl 1h }
//~^ error unknown-name no tool
principal p {}
//# file: a.remit
import { b } from "./b"
agent a { ceiling { allow b.* } }
//# file: b.remit
import { a } from "./a" //~ error import-cycle \`a.remit\` → \`b.remit\` → \`a.remit\`
tool b { read read() }
`));

  it("may not import themselves", () =>
    checkMarked(`
//# file: main.remit
import { a } from "./main" //~ error import-cycle imports itself
agent b {}
//~^^ error unknown-name no declaration in
`));

  it("are read once, however often they are imported, and far down", () => {
    const count = 3000;
    const files: Record<string, string> = { "main.remit": 'import { a0 } from "./m0"\nimport { a1 } from "./m1"' };
    for (let i = 0; i < count; i++) files[`m${i}.remit`] = `${i + 1 < count ? `import { a${i + 1} } from "./m${i + 1}"` : ""}\nagent a${i} {}`;
    let parsed = 0;
    const loaded = loadModules(memoryHost(files), "/main.remit", (file, text) => {
      parsed++;
      return parse(file, text);
    });
    expect(loaded.diagnostics).toEqual([]);
    expect(parsed).toBe(count + 1);
    expect(loaded.value.modules.at(-1)).toBe(loaded.value.entry);
  });

  it("a missing entry is one clear line", () => {
    expect(loadModules(memoryHost({}), "/main.remit", parse).diagnostics.map((each) => each.message)).toEqual(["there is no file `/main.remit`"]);
  });
});

describe("entries", () => {
  const entries = (files: Record<string, string>): readonly string[] => {
    const host = memoryHost(files);
    return findEntries(
      host,
      Object.keys(files).map((file) => `/${file}`),
      parse,
    );
  };

  it("are the files that no other imports", () => {
    expect(entries({ "a.remit": 'import { x } from "./b"', "b.remit": "", "c.remit": 'import { x } from "./b.remit"' })).toEqual([
      "/a.remit",
      "/c.remit",
    ]);
  });

  it("are there for files that import one another only, so that none goes unchecked", () => {
    expect(entries({ "a.remit": 'import { x } from "./b"', "b.remit": 'import { x } from "./a"', "c.remit": 'import { x } from "./c"' })).toEqual([
      "/a.remit",
      "/c.remit",
    ]);
  });
});

describe("names", () => {
  it("share one space", () =>
    checkMarked(`
agent x {}
tool x { read read() } //~ error duplicate-name declared twice
label x //~ error duplicate-name
let y = 1
type y = Int //~ error duplicate-name first declared here
domain z
task z "Z" //~ error duplicate-name
secret s { shared }
scope s { allow x.read } //~ error duplicate-name //~ error unknown-name not a tool
principal y {} //~ error duplicate-name
`));

  it("labels are declared by any line that names them", () =>
    checkMarked(`
label a < b
label b < c
label a < c
`));

  it("imported ones too", () =>
    checkMarked(`
//# file: main.remit
import { a, b as c, d } from "./other" //~ error duplicate-name \`c\`
import { e as f, f } from "./other" //~ error duplicate-name \`f\`
import { a } from "./other"
import { aa, missing } from "./other" //~ error unknown-name did you mean \`a\`? //~ error unknown-name \`missing\`
agent c {}
task t "T"
principal p {}
delegate p -> aa for t { allow missing.read  ttl 1h }
//# file: other.remit
agent a {}
agent b {}
agent d {}
agent e {}
agent f {}
`));

  it("of hops are names as well", () =>
    checkMarked(`
principal p {}
agent a {}
task t "T"
tool x { read read() }
delegate p -> a as a for t { allow x.read  ttl 1h } //~ error duplicate-name
`));

  it("that are unknown get the nearest of the right kind", () =>
    checkMarked(`
principal boss {}
agent worker {}
task job "J"
label low < high
domain home
tool tools { read look() }
scope looking { allow tools.look }
secret key { shared }
delegate boss -> wroker for job { allow tools.look  ttl 1h } //~ error unknown-name no agent \`wroker\`; did you mean \`worker\`?
delegate boos -> worker for job { allow tools.look  ttl 1h } //~ error unknown-name did you mean \`boss\`?
delegate boss -> worker for jbo { allow tools.look  ttl 1h } //~ error unknown-name no task \`jbo\`; did you mean \`job\`?
delegate boss -> worker for job {
  allow tool.look //~ error unknown-name did you mean \`tools\`?
  allow tools.lok //~ error unknown-name did you mean \`look\`?
  allow lookin //~ error unknown-name no scope \`lookin\`; did you mean \`looking\`?
  allow tools.* where lok == 1 //~ error unknown-name no argument or constant
  pass hihg //~ error unknown-name did you mean \`high\`?
  reply lo //~ error unknown-name did you mean \`low\`?
  approval by bss //~ error unknown-name did you mean \`boss\`?
  ttl 1h
  budget 3 cals //~ error unknown-name did you mean \`calls\`?
}
agent other in hom { clearance hgih } //~ error unknown-name did you mean \`home\`? //~ error unknown-name did you mean \`high\`?
principal another in hme {} //~ error unknown-name did you mean \`home\`?
tool more requires secret kye { read see(a: Strng) returns lwo sends hig } //~ error unknown-name \`key\`? //~ error unknown-name \`String\`? //~ error unknown-name \`low\`? //~ error unknown-name \`high\`?
annotate tols { read look } //~ error unknown-name did you mean \`tools\`?
annotate tools { read lok } //~ error unknown-name did you mean \`look\`?
task part "P" part of jbo //~ error unknown-name did you mean \`job\`?
deny tools.look by wrker //~ error unknown-name did you mean \`worker\`?
deny any by agents in hoem except wrker //~ error unknown-name did you mean \`home\`? //~ error unknown-name did you mean \`worker\`?
assert can wokrer tools.look //~ error unknown-name did you mean \`worker\`?
assert no flow hgh to worker //~ error unknown-name did you mean \`high\`?
assert no path bss -> wrker //~ error unknown-name did you mean \`boss\`? //~ error unknown-name did you mean \`worker\`?
`));

  it("of another kind say of which", () =>
    checkMarked(`
principal p {}
agent a {}
task t "T"
tool x { read read() }
delegate p -> p for t { allow x.read  ttl 1h } //~ error unknown-name \`p\` is a principal, not an agent
delegate x -> a for a { allow x.read  ttl 1h } //~ error unknown-name \`x\` is a tool //~ error unknown-name \`a\` is an agent, not a task
delegate p -> a for t { allow a.read  allow t  ttl 1h  approval by a } //~ error unknown-name not a tool //~ error unknown-name not a scope //~ error unknown-name not a principal
type T = x //~ error unknown-name \`x\` is a tool, not a type
`));

  it("that a syntax error hides are not reported as unknown", () =>
    checkMarked(`
tool x { read read( } //~ error syntax
principal p {}
agent a {}
task t "T"
delegate p -> a for t { allow x.read  ttl 1h }
`));

  it("of two modules are told apart, and one tool under two names is one", () => {
    const { value } = lowerText(`
//# file: main.remit
import { x } from "./a"
import { x as y, worker as other } from "./b"
import { x as z } from "./a"
agent worker {}
principal p {}
task t "T"
delegate p -> worker for t { allow x.read, y.read, z.read  ttl 1h }
delegate p -> other for t { allow z.read  ttl 1h }
//# file: a.remit
tool x { read read() }
//# file: b.remit
tool x { read read() }
agent worker {}
`);
    expect(value.actions.map((action) => action.id)).toEqual(["x.read", "x_2.read"]);
    expect(value.agents.map((agent) => agent.name)).toEqual(["worker_2", "worker"]);
    expect(value.hops.map((hop) => [hop.to.name, hop.scope.clauses[0]?.actions.map((action) => action.id)])).toEqual([
      ["worker", ["x.read", "x_2.read"]],
      ["worker_2", ["x.read"]],
    ]);
  });
});
