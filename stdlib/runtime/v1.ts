/**
 * The door that generated modules come in by, version 1: all that they use of the runtime, as the one name `v1`. What stands
 * here stays as it is; a change that generated code would notice is another version beside it.
 */

export type { Type } from "./constraint.js";
export { type Answer, decide, isCarriedAbove, type Policy, policy, type Question, received } from "./decide.js";
export type { ActionOf, CheckOf, HandleBase, HopOf, Implementation } from "./door.js";
export { guard } from "./guard.js";
export type { Frame, Plan, Reason, Values } from "./plan.js";
export {
  above,
  at,
  atLeast,
  atMost,
  automaton,
  below,
  bool,
  contains,
  date,
  differs,
  ends,
  host,
  hour,
  href,
  int,
  ip,
  is,
  isBool,
  isDate,
  isInt,
  isIp,
  isJson,
  isKind,
  isList,
  isNumber,
  isoTime,
  isPath,
  isRecord,
  isText,
  isTime,
  isUrl,
  known,
  lacks,
  machine,
  network,
  notUnder,
  number,
  ordered,
  outside,
  own,
  path,
  port,
  type Read,
  scheme,
  size,
  spans,
  spansSegment,
  starts,
  type Texts,
  text,
  time,
  undeclared,
  under,
  urlPath,
  within,
} from "./reading.js";
export { type Brand, branded, type ChecksOf, type DateText, type TimeText } from "./spec.js";
export type { Json } from "./value.js";
