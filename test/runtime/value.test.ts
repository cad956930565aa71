import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  dayRange,
  isPath,
  isUnder,
  isWellFormed,
  kindOf,
  readDate,
  readIp,
  readKey,
  readNetwork,
  readTime,
  readUrl,
  type Sort,
  showDate,
  showIp,
  showTime,
  timeRange,
  wellFormed,
} from "../../stdlib/runtime/value.js";

const numRuns = Number(process.env.REMIT_RUNS ?? 1000);
const texts = fc.oneof(
  // Not the unit "binary": fast-check makes a table of every character for it, which costs more than all of these tests.
  fc.string({ unit: fc.oneof(fc.nat(0x7f), fc.nat(0xffff), fc.nat(0x10ffff)).map((point) => String.fromCodePoint(point)) }),
  fc.string({ unit: fc.constantFrom("/", ".", "a", "\\", "\0", ":", "0", "-", "T", "Z", "\ud800", "\udc00") }),
);

describe("kinds and sorts", () => {
  test("every JSON value is of one kind", () => {
    expect([null, "", 0, true, [], {}].map(kindOf)).toEqual(["null", "String", "Number", "Bool", "List", "Record"]);
  });

  test("a value of another kind has no key", () => {
    const values = [null, "x", 1, true, [], {}, undefined];
    const sorts: Readonly<Record<Sort, readonly unknown[]>> = {
      Bool: [true],
      Int: [1],
      Number: [1],
      String: ["x"],
      Path: ["x"],
      Url: [],
      Ip: [],
      Date: [],
      Time: [],
    };
    for (const [sort, of] of Object.entries(sorts)) {
      expect(values.filter((value) => readKey(sort as Sort, value) !== undefined)).toEqual(of);
    }
  });

  test("numbers are finite, integers safe, and zero is one", () => {
    expect([NaN, Infinity, -Infinity].map((value) => readKey("Number", value))).toEqual([undefined, undefined, undefined]);
    expect([0.5, 2 ** 53, -(2 ** 53), 2 ** 53 - 1].map((value) => readKey("Int", value))).toEqual([undefined, undefined, undefined, 2 ** 53 - 1]);
    expect(Object.is(readKey("Number", -0), 0) && Object.is(readKey("Int", -0), 0)).toBe(true);
  });

  test("only well-formed strings are strings", () => {
    expect(["\ud83d\ude00", "a\ud83d", "\ude00b", "\ud83d\ud83d\ude00", "\ud83d\ude00\ude00", "\udbff\udfff", "\ue000"].map(isWellFormed)).toEqual([
      true,
      false,
      false,
      false,
      false,
      true,
      true,
    ]);
    expect(readKey("String", "\ud800")).toBeUndefined();
    fc.assert(
      fc.property(texts, (text) => {
        expect([isWellFormed(text), wellFormed(text)]).toEqual(Array(2).fill(!/[\ud800-\udfff]/u.test(text)));
      }),
      { numRuns },
    );
  });

  test("keys of one sort are equal just where the values are the same", () => {
    expect(readKey("Url", "HTTPS://A:443")).toBe(readKey("Url", "https://a/"));
    expect(readKey("Time", "2026-01-01T01:00+01:00")).toBe(readKey("Time", "2026-01-01T00:00:00.000Z"));
    expect(readKey("Ip", "0:0::1")).toBe(readKey("Ip", "::0001"));
    expect(readKey("Ip", "::a.b")).toBeUndefined();
    expect(readKey("Path", "/a")).not.toBe(readKey("Path", "a"));
  });
});

describe("paths", () => {
  test.each(["/", "a", "/a", "a/b", "/a/.b", "...", "/a/..b", "/é/ ", "a b"])("%j is one", (text) => expect(isPath(text)).toBe(true));
  test.each(["", "//", "/a/", "a/", "a//b", ".", "..", "/.", "/a/..", "../a", "./a", "a/./b", "a\\b", "a\0", "/\ud800", "///"])(
    "%j is none",
    (text) => {
      expect(isPath(text)).toBe(false);
      expect(readKey("Path", text)).toBeUndefined();
    },
  );

  const paths = fc.oneof(fc.string({ unit: fc.constantFrom("/", "a", "b") }), fc.constant("/")).filter(isPath);

  test("below a folder is what continues it after a slash", () => {
    expect([
      isUnder("/a/b", "/a/b"),
      isUnder("/a/b/c", "/a/b"),
      isUnder("/a/bc", "/a/b"),
      isUnder("/a", "/a/b"),
      isUnder("/a", "/"),
      isUnder("a", "/"),
      isUnder("a/b", "a"),
    ]).toEqual([true, true, false, false, true, false, true]);
  });

  test("under is an order, and two folders around one path are around one another", () => {
    fc.assert(
      fc.property(paths, paths, paths, (a, b, c) => {
        expect(isUnder(a, a)).toBe(true);
        if (isUnder(a, b) && isUnder(b, a)) expect(a).toBe(b);
        if (isUnder(a, b) && isUnder(b, c)) expect(isUnder(a, c)).toBe(true);
        if (isUnder(a, b) && isUnder(a, c)) expect(isUnder(b, c) || isUnder(c, b)).toBe(true);
      }),
      { numRuns },
    );
  });
});

describe("URLs", () => {
  test("the port is the explicit one, or that of the scheme", () => {
    expect(
      ["http://a", "https://a", "ws://a", "wss://a", "ftp://a", "https://a:80", "file:///a", "x://a", "x://a:7", "mailto:a"].map(
        (text) => readUrl(text)?.port,
      ),
    ).toEqual([80, 443, 80, 443, 21, 80, undefined, undefined, 7, undefined]);
  });

  test("the parts are those of the WHATWG parser", () => {
    expect(readUrl("HTTPS://User:Pw@EXAMPLE.com/a/../b?q#f")).toEqual({
      href: "https://User:Pw@example.com/b?q#f",
      scheme: "https",
      host: "example.com",
      port: 443,
      path: "/b",
    });
    expect(readUrl("https://[::1]/")?.host).toBe("[::1]");
    // As Node 20 reads them they still have their dots.
    expect(["https://a//.a/./", "https://a//.a/..", "x://h//.a/./b", "https://a//.a/.b/.."].map(readUrl)).toEqual(Array(4).fill(undefined));
    expect(["https://a/.a/./", "https://a/.a/..", "mailto:a/./b", "https://a/..a/.b."].map((each) => readUrl(each)?.path)).toEqual([
      "/.a/",
      "/",
      "a/./b",
      "/..a/.b.",
    ]);
    expect(["", "a", "//a", "https://", "https://a b/", "https://\ud800/"].map(readUrl)).toEqual(Array(6).fill(undefined));
  });

  test("a URL is read the same however often it is read", () => {
    for (let i = 0; i < 20_000; i++) if (readUrl("https://é/")?.host !== "xn--9ca") throw new Error(`not the ${i}th time`);
  });

  test("what a URL is read as is read as itself", () => {
    const part = fc.string({ unit: fc.constantFrom("a", "Z", "0", ".", "-", "~", "%20", "%C3%A9", "é", "+", "&", "=", "\u{1f600}") });
    const url = fc
      .tuple(
        fc.constantFrom("http", "https", "HTTPS", "ftp", "ws", "x"),
        fc.domain(),
        fc.option(fc.nat(0xffff)),
        fc.array(part),
        fc.option(part),
        fc.option(part),
      )
      .map(([scheme, host, port, path, query, fragment]) => {
        const tail = `${query === null ? "" : `?${query}`}${fragment === null ? "" : `#${fragment}`}`;
        return `${scheme}://${host}${port === null ? "" : `:${port}`}/${path.join("/")}${tail}`;
      });
    fc.assert(
      fc.property(url, (text) => {
        const url = readUrl(text);
        if (url !== undefined) expect(readUrl(url.href)).toEqual(url);
      }),
      { numRuns },
    );
  });
});

describe("addresses", () => {
  test.each([
    ["0.0.0.0", 0n],
    ["255.255.255.255", 2n ** 32n - 1n],
    ["10.0.0.1", 0x0a000001n],
    ["::", 2n ** 32n],
    ["::1", 2n ** 32n + 1n],
    ["ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 2n ** 32n + 2n ** 128n - 1n],
    ["::ffff:10.0.0.1", 2n ** 32n + 0xffff0a000001n],
    ["1:2:3:4:5:6:1.2.3.4", 2n ** 32n + 0x00010002000300040005000601020304n],
    ["1::8", 2n ** 32n + (1n << 112n) + 8n],
    ["1:2:3:4:5:6:7::", 2n ** 32n + 0x00010002000300040005000600070000n],
    ["FE80::A", 2n ** 32n + (0xfe80n << 112n) + 10n],
  ])("%s", (text, key) => expect(readIp(text)).toBe(key));

  test.each([
    "",
    "1",
    "1.2.3",
    "1.2.3.4.5",
    "256.0.0.0",
    "01.2.3.4",
    "1.2.3.4 ",
    "-1.0.0.0",
    "1.2.3.x",
    ":",
    ":::",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1::2::3",
    "12345::",
    "g::",
    "::1.2.3",
    "1.2.3.4::",
    "1:2:3:4:5:6:7:1.2.3.4",
    "1:2:3:4:5:6:7:8::",
    "::%1",
    "[::1]",
  ])("%j is none", (text) => expect(readIp(text)).toBeUndefined());

  const keys = fc.oneof(
    fc.bigInt(0n, 2n ** 32n - 1n),
    fc.bigInt(2n ** 32n, 2n ** 32n + 2n ** 128n - 1n),
    fc.bigInt(2n ** 32n, 2n ** 32n + 2n ** 20n),
    fc.ipV6().map((text) => readIp(text) ?? 0n),
  );

  test("an address that is shown is read as itself", () => {
    fc.assert(
      fc.property(keys, (key) => {
        expect(readIp(showIp(key))).toBe(key);
      }),
      { numRuns },
    );
  });

  test("what others write as an address is read", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        expect(readIp(text)).toBeDefined();
      }),
      { numRuns },
    );
  });

  test.each([
    ["10.0.0.0/8", "10.0.0.0", "10.255.255.255"],
    ["10.1.2.3/8", "10.0.0.0", "10.255.255.255"],
    ["10.1.2.3/32", "10.1.2.3", "10.1.2.3"],
    ["0.0.0.0/0", "0.0.0.0", "255.255.255.255"],
    ["::/0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
    ["fe80::1/10", "fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
    ["::1/128", "::1", "::1"],
    ["::/96", "::", "::ffff:ffff"],
  ])("%s is from %s to %s", (text, low, high) => expect(readNetwork(text)).toEqual({ low: readIp(low), high: readIp(high) }));

  test.each(["", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/-1", "10.0.0.0/8/8", "::/129", "/8", "10.0.0/8", "10.0.0.0/8 "])(
    "%j is no network",
    (text) => expect(readNetwork(text)).toBeUndefined(),
  );
});

describe("dates and times", () => {
  test.each([
    ["1970-01-01", 0],
    ["1970-01-02", 1],
    ["1969-12-31", -1],
    ["2024-02-29", 19782],
    ["0000-01-01", dayRange.low],
    ["9999-12-31", dayRange.high],
  ])("%s", (text, day) => expect([readDate(text), showDate(day)]).toEqual([day, text]));

  test.each([
    "",
    "2026-1-1",
    "2026-02-29",
    "2026-13-01",
    "2026-00-01",
    "2026-01-00",
    "2026-04-31",
    "26-01-01",
    "2026-01-01T00:00Z",
    "+002026-01-01",
    " 2026-01-01",
    "2026-01-01\n",
  ])("%j is no date", (text) => expect(readDate(text)).toBeUndefined());

  test("a day that is shown is read as itself", () => {
    fc.assert(
      fc.property(fc.integer({ min: dayRange.low, max: dayRange.high }), (day) => {
        expect(readDate(showDate(day))).toBe(day);
      }),
      { numRuns },
    );
  });

  test.each([
    ["1970-01-01T00:00Z", 0],
    ["1970-01-01T00:00:01Z", 1000],
    ["1970-01-01T00:00:00.5Z", 500],
    ["1970-01-01T00:00:00.05Z", 50],
    ["1970-01-01T00:00:00.005Z", 5],
    ["1970-01-01T01:00+01:00", 0],
    ["1969-12-31T23:30-00:30", 0],
    ["1970-01-01T23:59:59.999+00:00", 86_399_999],
    ["0000-01-01T00:00Z", timeRange.low],
    ["9999-12-31T23:59:59.999Z", timeRange.high],
  ])("%s", (text, time) => expect(readTime(text)).toBe(time));

  test.each([
    "",
    "2026-01-01",
    "2026-01-01T00:00",
    "2026-01-01T24:00Z",
    "2026-01-01T00:60Z",
    "2026-01-01T00:00:60Z",
    "2026-01-01T00:00:00.0000Z",
    "2026-01-01T00:00:00.Z",
    "2026-01-01 00:00Z",
    "2026-01-01t00:00z",
    "2026-01-01T00:00+24:00",
    "2026-01-01T00:00+00:60",
    "2026-01-01T00:00+0000",
    "2026-02-30T00:00Z",
    "0000-01-01T00:00+00:01",
    "9999-12-31T23:59:59.999-00:01",
    "x2026-01-01T00:00Z",
    "2026-01-01T00:00Zx",
  ])("%j is no time", (text) => expect(readTime(text)).toBeUndefined());

  test("a time that is shown is read as itself, and shown no longer than it must", () => {
    fc.assert(
      fc.property(fc.integer({ min: timeRange.low, max: timeRange.high }), (time) => {
        expect(readTime(showTime(time))).toBe(time);
      }),
      { numRuns },
    );
    expect([0, 1000, 1, 60_000].map(showTime)).toEqual([
      "1970-01-01T00:00Z",
      "1970-01-01T00:00:01Z",
      "1970-01-01T00:00:00.001Z",
      "1970-01-01T00:01Z",
    ]);
  });
});

test("nothing that is read throws", () => {
  const sorts: readonly Sort[] = ["Bool", "Int", "Number", "String", "Path", "Url", "Ip", "Date", "Time"];
  fc.assert(
    fc.property(
      fc.constantFrom(...sorts),
      fc.oneof(
        texts,
        fc.jsonValue().map((value) => JSON.stringify(value)),
      ),
      (sort, text) => {
        const key = readKey(sort, text);
        expect(key === undefined || key === readKey(sort, text)).toBe(true);
      },
    ),
    { numRuns },
  );
});
