/** The ordered sorts as discrete scales: the least value, the greatest, and which one is next. */
import { dayRange, timeRange } from "../../../stdlib/runtime/value.js";

export type Ordinal = number | bigint;

export type ScaleName = "Int" | "Number" | "Date" | "Time" | "Ip";

export interface Scale {
  readonly name: ScaleName;
  readonly low: Ordinal;
  readonly high: Ordinal;
  /** The least value above a value of its line, also where that leaves the scale. */
  readonly next: (value: Ordinal) => Ordinal;
  readonly previous: (value: Ordinal) => Ordinal;
}

const plusOne = (value: Ordinal): Ordinal => (typeof value === "bigint" ? value + 1n : value + 1);
const minusOne = (value: Ordinal): Ordinal => (typeof value === "bigint" ? value - 1n : value - 1);
const discrete = (name: ScaleName, low: Ordinal, high: Ordinal): Scale => ({ name, low, high, next: plusOne, previous: minusOne });

export const scales: Readonly<Record<ScaleName, Scale>> = {
  Int: {
    name: "Int",
    low: Number.MIN_SAFE_INTEGER,
    high: Number.MAX_SAFE_INTEGER,
    next: (value) => Math.floor(Number(value)) + 1,
    previous: (value) => Math.ceil(Number(value)) - 1,
  },
  Number: {
    name: "Number",
    low: -Number.MAX_VALUE,
    high: Number.MAX_VALUE,
    next: (value) => nextDouble(Number(value)),
    previous: (value) => -nextDouble(-Number(value)) + 0,
  },
  Date: discrete("Date", dayRange.low, dayRange.high),
  Time: discrete("Time", timeRange.low, timeRange.high),
  Ip: discrete("Ip", 0n, (1n << 128n) + (1n << 32n) - 1n),
};

/** Whether values of both are on one line: an Int is a Number. */
export function isOneLine(one: ScaleName, other: ScaleName): boolean {
  const lineOf = (name: ScaleName): ScaleName => (name === "Int" ? "Number" : name);
  return lineOf(one) === lineOf(other);
}

/** The least value at or above one of its line that the scale has, but for its ends. */
export function ceiling(scale: Scale, value: Ordinal): Ordinal {
  return scale.name === "Int" ? Math.ceil(Number(value)) + 0 : value;
}

const doubleBits = new DataView(new ArrayBuffer(8));

/** The least double above a finite one; −0 counts as 0, and above the largest is infinity. */
function nextDouble(value: number): number {
  doubleBits.setFloat64(0, value + 0);
  const bits = doubleBits.getBigInt64(0);
  doubleBits.setBigInt64(0, value >= 0 ? bits + 1n : bits - 1n);
  return doubleBits.getFloat64(0) + 0;
}
