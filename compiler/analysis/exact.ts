/** Multiples of doubles, compared without rounding. */

/** Whether `value` is no more than so many times `of`. `times` is a whole number. */
export function isWithinMultiple(value: number, of: number, times: number): boolean {
  const left = exactly(value);
  const right = exactly(of);
  return left.whole << BigInt(right.halvings) <= (right.whole * BigInt(times)) << BigInt(left.halvings);
}

/** The doubles `x` with `times · x < value` are those below this one; `included`: and this one. */
export function belowQuotient(value: number, times: number): { readonly end: number; readonly included: boolean } {
  const end = value / times;
  return { end, included: !isWithinMultiple(value, end, times) };
}

/** The doubles above `times · of` are those above this one; `included`: and this one. Infinite where there are none. */
export function aboveProduct(of: number, times: number): { readonly end: number; readonly included: boolean } {
  const end = of * times;
  return { end, included: Number.isFinite(end) && !isWithinMultiple(end, of, times) };
}

/** A finite double as a whole number that was halved so many times. */
function exactly(value: number): { readonly whole: bigint; readonly halvings: number } {
  let whole = value;
  let halvings = 0;
  for (; !Number.isInteger(whole); halvings++) whole *= 2;
  return { whole: BigInt(whole), halvings };
}
