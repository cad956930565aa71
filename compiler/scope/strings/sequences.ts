/** Numbers sequences of integers: equal sequences get equal numbers, counted up from 0 in the order of their first appearance. */

export interface Sequences {
  /** The number of the sequence; it is new where the number is the count before. */
  readonly add: (values: ArrayLike<number>) => number;
  /** The sequence of a number; valid until the next `add`. */
  readonly at: (number: number) => Int32Array;
  readonly count: () => number;
  /** The lengths of all of them together. */
  readonly cells: () => number;
}

export function sequences(): Sequences {
  let data = new Int32Array(128);
  let ends = new Int32Array(33);
  let slots = new Int32Array(64).fill(-1);
  let count = 0;

  const hash = (values: ArrayLike<number>): number => {
    let mixed = 0x811c9dc5;
    for (let i = 0; i < values.length; i++) mixed = Math.imul(mixed ^ (values[i] ?? 0), 0x01000193) ^ (mixed >>> 15);
    return mixed ^ (mixed >>> 13);
  };
  const at = (number: number): Int32Array => data.subarray(ends[number] ?? 0, ends[number + 1] ?? 0);
  const equals = (number: number, values: ArrayLike<number>): boolean => {
    const from = ends[number] ?? 0;
    if ((ends[number + 1] ?? 0) - from !== values.length) return false;
    for (let i = 0; i < values.length; i++) if (data[from + i] !== values[i]) return false;
    return true;
  };
  const slotOf = (values: ArrayLike<number>): number => {
    const mask = slots.length - 1;
    let slot = hash(values) & mask;
    for (let found = slots[slot] ?? -1; found >= 0 && !equals(found, values); found = slots[slot] ?? -1) slot = (slot + 1) & mask;
    return slot;
  };

  const add = (values: ArrayLike<number>): number => {
    const slot = slotOf(values);
    const found = slots[slot] ?? -1;
    if (found >= 0) return found;
    const from = ends[count] ?? 0;
    if (from + values.length > data.length) data = grown(data, from + values.length);
    if (count + 2 > ends.length) ends = grown(ends, count + 2);
    data.set(values, from);
    ends[count + 1] = from + values.length;
    slots[slot] = count++;
    if (count * 2 > slots.length) {
      slots = new Int32Array(slots.length * 2).fill(-1);
      for (let number = 0; number < count; number++) slots[slotOf(at(number))] = number;
    }
    return count - 1;
  };
  return { add, at, count: () => count, cells: () => ends[count] ?? 0 };
}

/** A longer copy, at least twice as long so that growing stays linear. */
export function grown(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(length, array.length * 2));
  larger.set(array);
  return larger;
}
