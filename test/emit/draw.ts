/** Arbitrary policies of three hops over the whole language, and questions to them. */
import type { Action, Clause, Hop, Policy } from "../../compiler/model/model.js";
import type { Signature } from "../../compiler/scope/question.js";
import type { Constraint, Request } from "../../stdlib/runtime/constraint.js";
import type { Question } from "../../stdlib/runtime/decide.js";
import * as make from "../analysis-testing/build.js";
import { drawConstraint, drawRequest, drawSignature, spotsOf } from "../scope/arbitrary.js";
import type { Draw } from "../scope/draw.js";

export interface Drawn {
  readonly policy: Policy;
  readonly action: Action;
  readonly signature: Signature;
}

/** What a hop's own constraints say of its parameters, said by a hop below it. */
function ofReceived(constraint: Constraint): Constraint {
  return JSON.parse(JSON.stringify(constraint).replaceAll('"root":"param"', '"root":"received"'));
}

/** `p -> a -> b -> c`; the first and the last hop have the parameters of the signature, so that the nearest above is not always the first. */
export function drawPolicy(draw: Draw): Drawn {
  const signature = drawSignature(draw);
  const action: Action = {
    ...make.action("tool", {}),
    id: "orders.tool",
    name: "tool",
    effect: signature.action.effect,
    params: signature.action.params,
  };
  const other: Action = make.action("other", {});
  const spots = spotsOf(signature);
  const root = (...roots: readonly string[]) => spots.filter(({ term }) => term.kind !== "place" || roots.includes(term.root));
  const where = (of: readonly string[], depth = 2): Constraint => (draw.once(4) ? make.always : drawConstraint(draw, signature, depth, root(...of)));
  const bound = ["argument", "context"];
  const clauses = (own: boolean, isFirst: boolean): readonly Clause[] =>
    Array.from({ length: 1 + draw.below(3) }, () => {
      const verb = draw.of(["allow", "allow", "allow", "relay", "deny"] as const);
      const condition = where(isFirst && !own ? bound : ["argument", "context", "param"]);
      const isReceived = draw.once(4) && (!isFirst || verb !== "deny");
      return make.clause(verb, draw.once(5) ? [action, other] : [action], own ? condition : ofReceived(condition), isReceived);
    });
  const params = Object.entries(signature.params).map(([name, type]) => make.parameter(name, type));
  const requirement = (own: boolean): Constraint => {
    if (!draw.once(3)) return make.always;
    const condition = drawConstraint(draw, signature, 1, root("context", "param"));
    return own ? condition : ofReceived(condition);
  };

  const holds = draw.once(3) ? { holds: { clauses: [make.clause("allow", [action], where(bound))], place: make.somewhere() } } : {};
  const p = { ...make.principal("p"), ...holds };
  const [a, b, c] = ["a", "b", "c"].map((name) => make.agent(name)) as [Hop["to"], Hop["to"], Hop["to"]];
  const work = make.task("work");
  const hops = [
    make.hop(p, a, work, clauses(true, true), { params, require: requirement(true) }),
    make.hop(a, b, work, clauses(false, false), { require: requirement(false) }),
    make.hop(b, c, work, clauses(true, false), { params, require: requirement(true) }),
  ];
  const denials = draw.once(3)
    ? [
        {
          actions: [action],
          where: drawConstraint(draw, signature, 1, root(...bound)),
          place: make.somewhere(),
          ...(draw.once(2) ? { by: new Set(["b"]) } : {}),
        },
      ]
    : [];
  const facts = Object.entries(signature.context).map(([name, type]) => ({ name, type, live: false, place: make.somewhere() }));
  return { policy: make.policy(hops, [], { actions: [action, other], facts, denials }), action, signature };
}

/** A question about the action, on the first one, two or three hops. */
export function drawQuestion(draw: Draw, { action, signature }: Drawn): Question {
  const chain = ["p", "a", "b", "c"].slice(0, 2 + draw.below(3));
  const [first, last]: readonly [Request, Request] = [drawRequest(draw, signature), drawRequest(draw, signature)];
  const { args, context, now, approvals } = first;
  const facts = Object.fromEntries(Object.entries(context).filter(() => !draw.once(20)));
  return {
    chain,
    params: [{}, first.params, {}, draw.once(2) ? first.params : last.params].slice(0, chain.length),
    action: draw.once(40) ? "orders.other" : action.id,
    args: draw.once(40) ? { ...args, stray: 1 } : args,
    context: facts,
    approvals,
    now,
  };
}
