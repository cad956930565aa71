/**
 * Whether a chain of credentials is one, from the root's public key and the policy alone: signatures, that each link is of its
 * parent and no wider, lives, depth, tasks, parameters, and who holds each key. It asks no store and no network, and can be
 * used alone. The form is that of draft-niyikiza-oauth-attenuating-agent-tokens-01, with our own authorization details.
 */
import { canonical } from "./canonical.js";
import type { HopName } from "./entry.js";
import { holderIn, type Identities } from "./holder.js";
import { type Claims, isSigned, readUnverified, statementHash } from "./jws.js";
import { type PublicKey, readPublicKey, thumbprintOf, thumbprintUri } from "./keys.js";
import type { Frame, Plan, Values } from "./plan.js";
import { snapshot } from "./snapshot.js";
import type { Json } from "./value.js";

/** Stable: what is wrong with a chain. */
export type ChainFault =
  | "empty"
  | "too-long"
  | "malformed"
  | "algorithm"
  | "type"
  | "key"
  | "private-key"
  | "issuer"
  | "signature"
  | "parent"
  | "depth"
  | "not-yet"
  | "expired"
  | "longer-life"
  | "repeated"
  | "policy"
  | "observed"
  | "hop"
  | "parameters"
  | "require"
  | "holder";

export interface ChainQuestion {
  readonly root: PublicKey;
  readonly plan: Plan;
  /** Digests of other policies that are taken; each hop has to be one of `plan` all the same. */
  readonly policies?: readonly string[];
  readonly identities?: Identities | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Milliseconds that the clock of whoever signed may be ahead; none unless said. What is over is over. */
  readonly skew?: number;
  /** Links; 32 unless said. */
  readonly links?: number;
}

export interface Link {
  readonly id: string;
  readonly key: PublicKey;
  readonly thumbprint: string;
  readonly hop: number;
  readonly params: Values;
  /** Milliseconds since the epoch. */
  readonly expires: number;
  readonly policy: string;
  readonly certificate: string | undefined;
  readonly text: string;
}

export type ChainAnswer =
  | { readonly ok: true; readonly links: readonly Link[]; readonly leaf: Link; readonly frame: Frame; readonly context: Values }
  /** `at`: the link, from 0. */
  | { readonly ok: false; readonly fault: ChainFault; readonly at: number };

/** What a credential says beside the draft's claims. */
export type Details = {
  readonly type: "remit";
  readonly policy: string;
  /** The digest of the certificate that its guard stood on. */
  readonly certificate?: string;
  readonly mode: "enforce" | "observe";
  readonly hop: HopName;
  readonly params: Values;
  /** Of the first: the facts that were fixed at the start. */
  readonly context?: Values;
  /** Of all others: who holds the key (see `holder`). */
  readonly holder?: string;
};

interface Above {
  readonly text: string;
  readonly key: PublicKey;
  readonly claims: Claims;
  readonly left: number;
  readonly frame: Frame;
  readonly hop: number;
}

export async function verifyChain(chain: readonly string[], question: ChainQuestion): Promise<ChainAnswer> {
  if (!Array.isArray(chain) || chain.length === 0) return { ok: false, fault: "empty", at: 0 };
  if (chain.length > (question.links ?? 32)) return { ok: false, fault: "too-long", at: chain.length - 1 };
  const links: Link[] = [];
  let above: Above | undefined;
  let context: Values = Object.create(null);
  for (const [at, text] of chain.entries()) {
    const read = await verifyLink(text, above, context, question);
    if (typeof read === "string") return { ok: false, fault: read, at };
    if (links.some((link) => link.id === read.link.id || link.thumbprint === read.link.thumbprint)) return { ok: false, fault: "repeated", at };
    links.push(read.link);
    above = read.above;
    context = read.context;
  }
  const leaf = links.at(-1);
  if (leaf === undefined || above === undefined) return { ok: false, fault: "empty", at: 0 };
  return { ok: true, links, leaf, frame: above.frame, context };
}

type Verified = { readonly link: Link; readonly above: Above; readonly context: Values };

async function verifyLink(text: string, above: Above | undefined, context: Values, question: ChainQuestion): Promise<Verified | ChainFault> {
  const { plan, root, now, skew = 0 } = question;
  const read = readUnverified(text, "aat+jwt");
  if (read.kind !== "claims") return read.kind;
  const { claims } = read;
  const jwk = (claims.cnf as { readonly jwk?: { readonly d?: unknown } } | undefined)?.jwk;
  if (jwk?.d !== undefined) return "private-key";
  const key = readPublicKey(jwk);
  if (key === undefined) return "key";
  const issuer = above?.key ?? root;
  if (claims.iss !== thumbprintUri(thumbprintOf(issuer))) return "issuer";
  if (!isSigned(text, issuer)) return "signature";
  if (above === undefined ? claims.par_hash !== undefined : claims.par_hash !== statementHash(above.text)) return "parent";

  const { iat, exp, jti, del_depth: depth, del_max_depth: deepest } = claims;
  if (typeof jti !== "string" || jti === "" || jti.length > 256 || !isTime(iat) || !isTime(exp) || !isCount(depth) || !isCount(deepest))
    return "malformed";
  const parentTimes = above === undefined ? undefined : timesOf(above.claims);
  if (
    depth !== (parentTimes === undefined ? 0 : parentTimes.depth + 1) ||
    depth > deepest ||
    (parentTimes !== undefined && deepest > parentTimes.deepest)
  )
    return "depth";
  if (iat * 1000 > now + skew) return "not-yet";
  if (exp * 1000 <= now) return "expired";
  if (parentTimes !== undefined && (exp > parentTimes.exp || iat < parentTimes.iat)) return "longer-life";

  const details = readDetails(claims);
  if (details === undefined) return "malformed";
  if (details.policy !== plan.digest && question.policies?.includes(details.policy) !== true) return "policy";
  if (details.mode !== "enforce") return "observed";
  const index = plan.hops.findIndex(({ from, to, task }) => from === details.hop.from && to === details.hop.to && task === details.hop.task);
  const hop = plan.hops[index];
  if (hop === undefined) return "hop";
  if (above === undefined ? !Object.hasOwn(plan.principals, hop.from) : plan.hops[above.hop]?.next.includes(index) !== true) return "hop";
  if (above !== undefined && plan.agents[hop.from]?.unguarded !== false) return "hop";
  if (exp - iat > hop.ttl / 1000 + 0.001) return "longer-life";
  const left = Math.min(hop.depth ?? Number.POSITIVE_INFINITY, above === undefined ? Number.POSITIVE_INFINITY : above.left - 1);
  if (left < 0 || (Number.isFinite(left) && deepest - depth > left)) return "depth";

  const facts = above === undefined ? (details.context ?? context) : context;
  if (above !== undefined && details.context !== undefined) return "malformed";
  if (above === undefined && plan.wrongFact(facts) !== undefined) return "parameters";
  const { params } = details;
  if (hop.wrong(params) !== undefined || hop.params.some(({ name, from }) => from !== undefined && !same(params[name], facts[from])))
    return "parameters";
  const frame: Frame = { hop: index, params, above: above?.frame };
  if (hop.require(frame, facts, Math.floor(iat * 1000)) !== undefined) return "require";

  if (above !== undefined) {
    const { identities } = question;
    const said = { plan, policy: details.policy, agent: hop.to, root, identities, at: iat };
    const holder = details.holder === undefined ? undefined : await holderIn(details.holder, said);
    if (holder === undefined || holder.x !== key.x) return "holder";
  }
  const { policy, certificate } = details;
  const link: Link = { id: jti, key, thumbprint: thumbprintOf(key), hop: index, params, expires: exp * 1000, policy, certificate, text };
  return { link, above: { text, key, claims, left, frame, hop: index }, context: facts };
}

function timesOf({ iat, exp, del_depth, del_max_depth }: Claims) {
  return { iat: Number(iat), exp: Number(exp), depth: Number(del_depth), deepest: Number(del_max_depth) };
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value > 0;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function same(left: Json | undefined, right: Json | undefined): boolean {
  return left !== undefined && right !== undefined && canonical(left) === canonical(right);
}

/** Copied as arguments are, so that no name in it reaches anything else. */
function readDetails(claims: Claims): Details | undefined {
  const taken = snapshot(claims.authorization_details);
  if (taken.kind !== "copy" || !Array.isArray(taken.value) || taken.value.length !== 1) return undefined;
  const details = taken.value[0] as { readonly [name: string]: Json } | null;
  if (details === null || typeof details !== "object" || details.type !== "remit") return undefined;
  const { policy, certificate, mode, hop, params, context, holder } = details;
  const names = record(hop);
  const values = record(params);
  if (typeof policy !== "string" || typeof mode !== "string" || names === undefined || values === undefined) return undefined;
  const { from, to, task } = names;
  if (typeof from !== "string" || typeof to !== "string" || typeof task !== "string") return undefined;
  const facts = context === undefined ? undefined : record(context);
  if ((context !== undefined && facts === undefined) || (holder !== undefined && typeof holder !== "string")) return undefined;
  if (certificate !== undefined && typeof certificate !== "string") return undefined;
  return {
    type: "remit",
    policy,
    ...(certificate === undefined ? {} : { certificate }),
    mode: mode === "enforce" ? "enforce" : "observe",
    hop: { from, to, task },
    params: values,
    ...(facts === undefined ? {} : { context: facts }),
    ...(holder === undefined ? {} : { holder }),
  };
}

function record(value: Json | undefined): Values | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Values) : undefined;
}
