import { describe, it } from "vitest";
import { checkLint, prelude } from "./check.js";

describe("no-owner", () => {
  it("is reported where nobody answers for an agent", () => {
    checkLint(
      `task t "T"
       principal p {}
       agent a {} //~ warning no-owner \`a\`
       agent b { owner "  " } //~ warning no-owner \`b\``,
      "no-owner",
    );
  });

  it("is not where somebody does", () => {
    checkLint(`agent a { owner "a@example.org" }`, "no-owner");
  });
});

describe("unreachable-agent", () => {
  const agents = `${prelude}
    delegate boss -> lead for work { allow files.list  ttl 1m }
    delegate lead -> hand for work { allow files.list  ttl 1m }
    delegate hand -> help for work { allow files.list  ttl 1m }`;

  it("is reported where no hop leads to an agent", () => {
    checkLint(
      `${agents}\nagent idle { owner "i@example.org" } //~ warning unreachable-agent \`idle\`\ndelegate lead -> guest for work { allow files.list  ttl 1m }`,
      "unreachable-agent",
    );
  });

  it("is not where one does, nor where a hop was lost to an error", () => {
    checkLint(`${agents}\ndelegate lead -> guest for work { allow files.list  ttl 1m }`, "unreachable-agent");
    checkLint(`${agents}\ndelegate lead -> guest for work { allow files.lst  ttl 1m } //~ error unknown-name`, "unreachable-agent");
  });
});

describe("opaque-effect", () => {
  it("is reported of reading with a program or with anything at all", () => {
    checkLint(
      `tool db {
        read query(sql: String) //~ warning opaque-effect a program
        read script(sourceCode: String) //~ warning opaque-effect
        read ask(filter: Any) //~ warning opaque-effect \`Any\`
        read deep(options: { nested?: List<Any> }) //~ warning opaque-effect
      }`,
      "opaque-effect",
    );
  });

  it("is not where the effect says so, or the argument can't", () => {
    checkLint(
      `type Select = String where it matches /select [a-z]+/
       tool db {
        destructive query(sql: String)
        read script(sql: Select)
        read mode(command: "up" | "down")
        read city(zip_code: String, text: String)
      }`,
      "opaque-effect",
    );
  });
});

describe("shared-runtime", () => {
  const policy = (first: string, second: string): string => `
    task t "T"
    secret key { ttl 1m per hop }
    tool safe requires secret key { read look() }
    tool open { read look() }
    principal p {}
    agent plain { owner "a@example.org" runtime "${first}" } ${first === second ? "//~ warning shared-runtime `key`" : ""}
    agent armed { owner "b@example.org" runtime "${second}" }
    delegate p -> plain for t { allow open.look  ttl 1m }
    delegate p -> armed for t { allow safe.look  ttl 1m }`;

  it("is reported where one of two agents in a runtime has a secret that the other lacks", () => {
    checkLint(policy("pool", "pool"), "shared-runtime");
  });

  it("is not where their runtimes differ, or their secrets do not", () => {
    checkLint(policy("pool", "vault"), "shared-runtime");
    checkLint(
      `task t "T"
       secret key { ttl 1m per hop }
       tool safe requires secret key { read look() }
       principal p {}
       agent one { owner "a@example.org" runtime "pool" }
       agent two { owner "b@example.org" runtime "pool" }
       delegate p -> one for t { allow safe.look  ttl 1m }
       delegate p -> two for t { allow safe.look  ttl 1m }`,
      "shared-runtime",
    );
  });

  it("is not where a hop only lets the other hand on what needs the secret", () => {
    checkLint(
      `task t "T"
       secret key { ttl 1m per hop }
       tool safe requires secret key { read look() }
       principal p {}
       agent one { owner "a@example.org" runtime "pool" }
       agent two { owner "b@example.org" runtime "pool" }
       delegate p -> one for t { relay safe.look  ttl 1m }
       delegate p -> two for t { relay safe.look  ttl 1m }`,
      "shared-runtime",
    );
  });
});

describe("shared-secret", () => {
  const policy = (secret: string, second: string): string => `
    task t "T"
    ${secret}
    tool safe requires secret key { read look()  write change() }
    tool open { read look() }
    principal p {}
    agent one { owner "a@example.org" }
    agent two { owner "b@example.org" }
    delegate p -> one for t { allow safe.look  ttl 1m }
    delegate p -> two for t { allow ${second}  ttl 1m }`;

  it("is reported where two agents use one secret", () => {
    checkLint(policy("secret key { shared } //~ warning shared-secret `one` and `two`", "safe.change"), "shared-secret");
  });

  it("is not where each hop has its own, or one agent alone uses it", () => {
    checkLint(policy("secret key { ttl 1m per hop }", "safe.change"), "shared-secret");
    checkLint(policy("secret key { shared }", "open.look"), "shared-secret");
  });

  it("tells parameters of one name apart by their types", () => {
    const source = (second: string): string => `
      task t "T"
      secret key { shared } ${second === '"red"' ? "//~ warning shared-secret `one` and `two`" : ""}
      tool safe requires secret key { read look(color: "red" | "green") }
      principal p {}
      agent one { owner "a@example.org" }
      agent two { owner "b@example.org" }
      delegate p -> one(only: "red") for t { allow safe.look where color == $only  ttl 1m }
      delegate p -> two(only: ${second}) for t { allow safe.look where color == $only  ttl 1m }`;
    checkLint(source('"red"'), "shared-secret");
    checkLint(source('"black" | "blue"'), "shared-secret");
  });
});
