/** Closes a `switch` over a union: the compiler sees that no kind is left, and a bug is reported as one. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
