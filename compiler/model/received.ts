/** The types of `received` parameters: those that the nearest hops above give them. */

import type { Type } from "../../stdlib/runtime/constraint.js";
import { didYouMean } from "../base/near.js";
import { notReceived, receivedDiffers } from "../diagnostics/codes/model.js";
import { unknownName } from "../diagnostics/codes/names.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Name } from "../syntax/ast.js";
import { showType } from "../types/show.js";
import { isErroneous, keyOf } from "../types/type.js";
import type { HopHead } from "./lower-hops.js";
import type { Workshop } from "./workshop.js";

export interface ReceivedTypes {
  /** The type of `received.NAME` in a hop; nothing where it has an error, which is reported or was. */
  typeOf(hop: HopHead, name: Name, report: (problem: Diagnostic) => void): Type | undefined;
}

/**
 * Where all parameters of a name have one type, that is it, and no chain need be looked at. Else only the nearest above count: hop
 * by hop backwards, and no further where one is found. Whether every chain has one is for the analysis of chains to say.
 */
export function receivedTypes(shop: Workshop, heads: readonly HopHead[]): ReceivedTypes {
  const declaring = new Map<string, number[]>();
  const into = new Map<object, number[]>();
  for (const [index, head] of heads.entries()) {
    push(into, head.to, index);
    for (const name of head.types.keys()) push(declaring, name, index);
  }
  const uniform = new Map<string, Type | undefined>();
  for (const [name, hops] of declaring) uniform.set(name, oneType(hops, name));
  // A parameter that is declared and has an error is in no map of types; its uses are consequences.
  const faulty = new Set(heads.flatMap((head) => head.written.filter((name) => !head.types.has(name))));

  function oneType(hops: readonly number[], name: string): Type | undefined {
    const types = hops.flatMap((hop) => heads[hop]?.types.get(name) ?? []);
    const [first] = types;
    return first !== undefined && types.every((type) => keyOf(type) === keyOf(first)) ? first : undefined;
  }

  const known = new Map<string, readonly number[]>();
  const nearest = (hop: HopHead, name: string): readonly number[] => {
    const key = `${hop.from.name}\0${hop.task.name}\0${name}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = search(hop, name);
    known.set(key, found);
    return found;
  };
  const search = (hop: HopHead, name: string): readonly number[] => {
    const found: number[] = [];
    const seen = new Set<number>();
    const pending = [hop];
    for (let head = pending.pop(); head !== undefined; head = pending.pop()) {
      if (head.from.kind === "principal") continue;
      for (const above of into.get(head.from) ?? []) {
        const upper = heads[above];
        if (upper === undefined || seen.has(above) || !head.task.within.has(upper.task.name)) continue;
        seen.add(above);
        if (upper.types.has(name)) found.push(above);
        else pending.push(upper);
      }
    }
    return found.sort((a, b) => a - b);
  };

  return {
    typeOf(head, name, report) {
      if (faulty.has(name.text)) return undefined;
      const place = shop.place(head.module, name);
      if (!declaring.has(name.text)) {
        report(unknownName(place, "parameter of a hop", name.text, didYouMean(name.text, declaring.keys())));
        return undefined;
      }
      const type = uniform.get(name.text);
      if (type !== undefined && head.from.kind !== "principal") return isErroneous(type) ? undefined : type;
      const above = nearest(head, name.text);
      if (above.length === 0) {
        report(notReceived(place, name.text, head.from.kind === "principal" ? head.from.name : undefined));
        return undefined;
      }
      const agreed = oneType(above, name.text);
      if (agreed !== undefined) return isErroneous(agreed) ? undefined : agreed;
      const shown = above.flatMap((index) => {
        const upper = heads[index];
        const its = upper?.types.get(name.text);
        const param = upper?.params.find((each) => each.name === name.text);
        return its === undefined || param === undefined ? [] : [{ type: showType(its), place: param.place }];
      });
      report(receivedDiffers(place, name.text, shown));
      return undefined;
    },
  };
}

function push<K>(map: Map<K, number[]>, key: K, value: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
