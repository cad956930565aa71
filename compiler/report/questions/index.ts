/** Every question, by its id. */
import type { Question } from "../question.js";
import * as approvals from "./approvals.js";
import * as flow from "./flow.js";
import * as governance from "./governance.js";
import * as guard from "./guard.js";
import * as identity from "./identity.js";
import * as lifetimes from "./lifetimes.js";
import * as narrowing from "./narrowing.js";
import * as volume from "./volume.js";

const all: readonly Question[] = [narrowing, lifetimes, identity, approvals, flow, volume, guard, governance].flatMap((family) =>
  Object.values(family),
);

export const questions: ReadonlyMap<string, Question> = new Map(all.map((question) => [question.id, question]));
