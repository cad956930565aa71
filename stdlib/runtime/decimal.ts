/**
 * Amounts of budgets as exact decimals: integers of billionths. What is spent rounds up and what is granted rounds down, so
 * that no number of roundings ever adds up to more than was granted.
 */

/** One unit (a call, a dollar) is this many billionths. */
export const unitScale = 1_000_000_000n;

/**
 * What `value / divisor` takes, in billionths, rounded up; `undefined` where the value is no amount (negative, not finite, no
 * number). A double stands for its shortest decimal text, the one that a person reads.
 */
export function spent(value: unknown, divisor = 1): bigint | undefined {
  const amount = fraction(value);
  const parts = fraction(divisor);
  if (amount === undefined || parts === undefined || parts.top === 0n) return undefined;
  const top = amount.top * parts.bottom * unitScale;
  const bottom = amount.bottom * parts.top;
  return (top + bottom - 1n) / bottom;
}

/** What a budget of `value` grants, in billionths, rounded down; `undefined` where the value is no amount. */
export function granted(value: unknown): bigint | undefined {
  const amount = fraction(value);
  return amount === undefined ? undefined : (amount.top * unitScale) / amount.bottom;
}

/** Billionths as decimal text. */
export function showAmount(amount: bigint): string {
  const whole = amount / unitScale;
  const rest = amount % unitScale;
  return rest === 0n ? String(whole) : `${whole}.${String(rest).padStart(9, "0").replace(/0+$/, "")}`;
}

/** A number that is not negative, as the exact fraction of its shortest decimal text. */
function fraction(value: unknown): { readonly top: bigint; readonly bottom: bigint } | undefined {
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0) return undefined;
  const match = /^(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value + 0));
  if (match === null) return undefined;
  const [, whole = "0", decimals = "", exponent = "0"] = match;
  const digits = BigInt(`${whole}${decimals}`);
  const places = Number(exponent) - decimals.length;
  return places >= 0 ? { top: digits * 10n ** BigInt(places), bottom: 1n } : { top: digits, bottom: 10n ** BigInt(-places) };
}
