import fc from "fast-check";
import { expect, test } from "vitest";
import { granted, showAmount, spent } from "../../stdlib/runtime/decimal.js";
import { argumentLimits, snapshot } from "../../stdlib/runtime/snapshot.js";

const why = (value: unknown): string => {
  const taken = snapshot(value);
  return taken.kind === "copy" ? `copied ${JSON.stringify(taken.value)}` : `${taken.why} at ${taken.path}`;
};

test("JSON is copied, all the way down", () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false, maxDepth: 6 }), (value) => {
      const text = JSON.stringify(value);
      if (text.includes("__proto__") || /[\uD800-\uDFFF]/.test(text)) return;
      const taken = snapshot(value);
      expect(taken.kind === "copy" && JSON.stringify(taken.value)).toBe(text);
    }),
  );
  const inner = { amount: 1 };
  const taken = snapshot({ inner });
  inner.amount = 2;
  expect(taken).toEqual({ kind: "copy", value: { inner: { amount: 1 } } });
});

test("an argument with a getter is refused, and the getter never runs", () => {
  let ran = 0;
  const trap = {
    get amount() {
      ran++;
      return 1;
    },
  };
  expect(why(trap)).toBe("accessor at amount");
  expect(why({ deep: [trap] })).toBe("accessor at deep.0.amount");
  expect(ran).toBe(0);
});

test("a proxy is refused, and none of its traps runs", () => {
  let ran = 0;
  const handler = new Proxy(
    {},
    {
      get: () => {
        ran++;
        return undefined;
      },
    },
  );
  expect(why(new Proxy({ amount: 1 }, handler))).toBe("proxy at ");
  expect(why({ list: new Proxy([1], handler) })).toBe("proxy at list");
  expect(ran).toBe(0);
});

test("an own __proto__, a symbol, a hidden property, a class are refused", () => {
  expect(why(JSON.parse('{"__proto__": {"amount": 1}}'))).toBe("proto-property at __proto__");
  expect(why({ [Symbol.toPrimitive]: () => "x" })).toBe("symbol at ");
  expect(why({ toJSON: () => ({ amount: 1 }) })).toBe("not-data at toJSON");
  expect(why(Object.defineProperty({}, "amount", { value: 1, enumerable: false }))).toBe("hidden-property at amount");
  expect(why(new Date(0))).toBe("prototype at ");
  expect(why(Object.create({ amount: 1 }))).toBe("prototype at ");
  expect(why(new Map())).toBe("prototype at ");
  expect(why(Object("text"))).toBe("prototype at ");
  expect(why(1n)).toBe("not-data at ");
  expect(why(() => 1)).toBe("not-data at ");
  expect(why(undefined)).toBe("not-data at ");
});

test("a sparse list, a list with properties, a list with undefined are refused", () => {
  // biome-ignore lint/suspicious/noSparseArray: the hole is what is tested
  expect(why({ to: [1, , 2] })).toBe("sparse-list at to");
  expect(why(new Array(5))).toBe("sparse-list at ");
  expect(why(Object.assign([1], { amount: 2 }))).toBe("hidden-property at ");
  expect(why([undefined])).toBe("not-data at 0");
  expect(why(Object.setPrototypeOf([1], null))).toBe("prototype at ");
});

test("numbers are finite, and -0 is 0", () => {
  expect(why({ amount: Number.NaN })).toBe("not-finite at amount");
  expect(why({ amount: Number.POSITIVE_INFINITY })).toBe("not-finite at amount");
  const taken = snapshot({ amount: -0 });
  expect(taken.kind === "copy" && Object.is((taken.value as { amount: number }).amount, 0)).toBe(true);
});

test("a lone surrogate is refused, in a value and in a name", () => {
  expect(why({ name: "a\uD800" })).toBe("not-well-formed at name");
  expect(why({ "a\uDC00": 1 })).toBe("not-well-formed at ");
  expect(why({ name: "a\u{1F600}" })).toBe('copied {"name":"a\u{1F600}"}');
});

test("half a gigabyte of text is refused before it is read", () => {
  const long = "x".repeat(2 ** 29 - 24);
  const start = performance.now();
  expect(why({ body: long })).toBe("too-large at body");
  expect(performance.now() - start).toBeLessThan(50);
  expect(why({ list: new Array(1_000_000).fill("x") })).toBe("too-large at list");
  expect(why({ body: "x".repeat(argumentLimits.units) })).toBe("too-large at body");
  expect(why(Array.from({ length: 11 }, () => "x".repeat(argumentLimits.units / 10)))).toBe("too-large at 10");
});

test("a hundred thousand levels and a circle are refused", () => {
  let deep: unknown = 1;
  for (let i = 0; i < 100_000; i++) deep = [deep];
  expect(why(deep)).toMatch(/^too-deep/);
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  expect(why(circle)).toMatch(/^too-deep/);
});

test("what is absent stays absent", () => {
  expect(why({ limit: undefined, customer: "c" })).toBe('copied {"customer":"c"}');
});

test("amounts are exact, what is spent rounds up, what is granted rounds down", () => {
  expect(spent(0.1)).toBe(100_000_000n);
  expect([0.1, 0.2].map((each) => spent(each) ?? 0n).reduce((a, b) => a + b)).toBe(granted(0.3));
  expect(spent(1, 3)).toBe(333_333_334n);
  expect(spent(1e-300)).toBe(1n);
  expect(spent(1e21)).toBe(10n ** 30n);
  expect(spent(250, 100)).toBe(2_500_000_000n);
  expect(granted(0.0000000019)).toBe(1n);
  for (const wrong of [-1, Number.NaN, Number.POSITIVE_INFINITY, undefined, "1", -5e-324]) expect(spent(wrong)).toBeUndefined();
  expect(spent(-0)).toBe(0n);
  expect(spent(1, 0)).toBeUndefined();
  expect(showAmount(2_500_000_000n)).toBe("2.5");
});

test("no sum of parts is below the whole", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 20 }), fc.integer({ min: 1, max: 1000 }), (parts, divisor) => {
      const one = parts.map((part) => spent(part, divisor) ?? 0n).reduce((a, b) => a + b, 0n);
      const exact = parts.map((part) => spent(part) ?? 0n).reduce((a, b) => a + b, 0n);
      expect(one * BigInt(divisor) >= exact - BigInt(parts.length) * BigInt(divisor)).toBe(true);
      for (const part of parts) expect((spent(part) ?? 0n) >= (granted(part) ?? 0n)).toBe(true);
    }),
  );
});
