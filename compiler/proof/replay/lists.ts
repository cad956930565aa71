/** The members of lists that a question speaks of, and what follows for them. */
import type { Type } from "../../../stdlib/runtime/constraint.js";
import type { Sort } from "../../../stdlib/runtime/value.js";
import { equality, isSame } from "./comparisons.js";
import { all, any, atom, type Formula, implies, type Literal, newOrdinal, not, TRUE } from "./formula.js";
import { flag, type Ground, kindOfShape, kindOfSort, type List, type Member, newPlace, type Place, require, type ScalarShape } from "./places.js";
import { constantShape, refuse, type Scalar } from "./terms.js";

/** More than this is asked of members of lists in no question that the checker vouches for. */
export const mostInstances = 20_000;

export function everyElement(ground: Ground, list: List, body: (element: Place) => Formula): Formula {
  const guard = flag(ground, `all of ${list.name} #${list.universals.length}`);
  const universal = { guard, of: body };
  list.universals.push(universal);
  for (const member of [...list.members]) instantiate(ground, universal, member);
  return guard;
}

/** A new element of which the body holds, or, where equal elements are still two, one that was asked for before. */
export function someElement(ground: Ground, list: List, body: (element: Place) => Formula): Formula {
  const earlier = list.isPlain ? [] : list.members.filter((member) => member.own);
  const members = [...earlier, newElement(ground, list)];
  ground.instances += members.length;
  if (ground.instances > mostInstances) return TRUE;
  return any(members.map((member) => all([member.flag, body(member.place)])));
}

function newElement(ground: Ground, list: List): Member {
  const name = `${list.name}[${list.members.length}]`;
  const inList = flag(ground, `${name} is in`);
  return enroll(ground, list, { flag: inList, place: newPlace(ground, name, list.element, inList, false), own: true });
}

function enroll(ground: Ground, list: List, member: Member): Member {
  list.members.push(member);
  require(ground, implies(member.flag, list.guard));
  for (const universal of [...list.universals]) instantiate(ground, universal, member);
  if (list.size !== undefined) require(ground, implies(member.flag, isAtLeast(ground, list.size, 1)));
  return member;
}

function instantiate(ground: Ground, universal: List["universals"][number], member: Member): void {
  if (++ground.instances > mostInstances) return;
  require(ground, any([not(universal.guard), -member.flag, universal.of(member.place)]));
}

/** That the value of a scalar is that of some element of the list. */
export function memberFlag(ground: Ground, list: List, sort: Sort, value: Scalar): Formula {
  const shape = value.kind === "variable" ? value.shape : constantShape(ground, value);
  const known = list.members.find(({ own, place: [first] }) => !own && first !== undefined && isSame(first.shape, shape));
  if (known !== undefined) return known.flag;
  if (!holdsOnly(list.element, sort)) return refuse(ground, `elements that may be no ${sort} are compared as such`);
  const inList = flag(ground, `${list.name} has ${shape.kind} ${shape.kind === "url" ? shape.scheme : shape.variable}`);
  const place: Place = [{ guard: inList, shape }];
  for (const fact of elementFacts(ground, list.element, place, shape)) require(ground, implies(inList, fact));
  return enroll(ground, list, { flag: inList, place, own: false }).flag;
}

/** Whether an element that is read as the sort is of that very sort, so that what is known of such elements is known of it. */
function holdsOnly(element: Type, sort: Sort): boolean {
  switch (element.kind) {
    case "scalar":
      return element.sort === sort || (element.sort === "Path" && sort === "String") || kindOfSort(element.sort) !== kindOfSort(sort);
    case "enum":
      return sort === "String" || kindOfSort(sort) !== "String";
    case "refined":
      return holdsOnly(element.base, sort);
    case "union":
      return element.members.every((member) => holdsOnly(member, sort));
    case "any":
      return false;
    default:
      return true;
  }
}

/** What the element type of a list says of a scalar that is equal to an element. */
function elementFacts(ground: Ground, element: Type, place: Place, shape: ScalarShape): readonly Formula[] {
  switch (element.kind) {
    case "enum":
      return shape.kind === "text"
        ? [atom(ground.vocabulary, { kind: "text", variable: shape.variable, test: { kind: "set", values: element.values } })]
        : [];
    case "refined":
      return [ground.refine(element.where, place), ...elementFacts(ground, element.base, place, shape)];
    case "union":
      return [any(element.members.filter((each) => canBe(each, shape)).map((each) => all(elementFacts(ground, each, place, shape))))];
    default:
      return [];
  }
}

function canBe(type: Type, shape: ScalarShape): boolean {
  switch (type.kind) {
    case "enum":
      return shape.kind === "text" && shape.sort !== "Bool";
    case "refined":
      return canBe(type.base, shape);
    case "union":
      return type.members.some((member) => canBe(member, shape));
    case "scalar":
      return kindOfSort(type.sort) === kindOfShape(shape);
    default:
      return false;
  }
}

/** The variable of the list's length: at least one just where there is a member. */
export function sizeOf(ground: Ground, list: List): number {
  if (list.size !== undefined) return list.size;
  const size = newOrdinal(ground.vocabulary, "Int", [{ kind: "intervals", of: [[0, Number.MAX_SAFE_INTEGER]] }]);
  list.size = size;
  for (const member of list.members) require(ground, implies(member.flag, isAtLeast(ground, size, 1)));
  const own = list.members.filter((member) => member.own);
  const some = own.length > 0 ? own : [newElement(ground, list)];
  require(ground, implies(all([list.guard, isAtLeast(ground, size, 1)]), any(some.map((member) => member.flag))));
  return size;
}

export function isAtLeast({ vocabulary }: Ground, variable: number, least: number): Literal {
  return atom(vocabulary, { kind: "number", variable, test: { kind: "intervals", of: [[least, Number.MAX_SAFE_INTEGER]] } });
}

/** A scalar that is equal to a member of a list is one too. */
export function equalMembers(ground: Ground, list: List): void {
  const others = list.members.filter((member) => !member.own);
  for (const member of list.members) {
    for (const other of others) {
      if (member === other) continue;
      if (++ground.instances > mostInstances) return;
      for (const { guard, shape } of member.place) {
        const equal = equality(ground, shape, other.place[0]?.shape);
        if (equal !== undefined) require(ground, any([-member.flag, not(guard), not(equal), other.flag]));
      }
    }
  }
}

/**
 * That a list is as long as it has members which are not equal to one another. Elements of its own that are no plain scalars
 * stand for different places in the list.
 */
export function countClause(ground: Ground, list: List, members: readonly Member[]): Formula | undefined {
  if (list.size === undefined) return undefined;
  const equal: Formula[] = [];
  for (const [i, one] of members.entries()) {
    for (const other of members.slice(i + 1)) {
      if (one === other) return undefined;
      if (one.own && other.own && !list.isPlain) continue;
      for (const a of one.place) {
        for (const b of other.place) {
          const same = equality(ground, a.shape, b.shape);
          if (same !== undefined) equal.push(all([a.guard, b.guard, same]));
        }
      }
    }
  }
  return any([...members.map((member) => -member.flag), ...equal, isAtLeast(ground, list.size, members.length)]);
}
