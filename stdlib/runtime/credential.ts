/** Writing credentials: made when an instance is first shown to another process, each signed with its delegator's key. */
import type { Details } from "./chain.js";
import { vouch } from "./holder.js";
import { signJws, statementHash } from "./jws.js";
import { type PublicKey, thumbprintUri } from "./keys.js";
import { hopOf } from "./lives.js";
import { refusal } from "./refusal.js";
import type { Instance, Running } from "./running.js";

/** The credentials of its chain, the first first. Refused where a key above is not here to sign with, or nobody vouches. */
export async function chainOf(running: Running, instance: Instance): Promise<readonly string[]> {
  const above = instance.above === undefined ? [] : await chainOf(running, instance.above);
  instance.state.credential ??= credentialOf(running, instance, above.at(-1));
  try {
    return [...above, await instance.state.credential];
  } catch (error) {
    instance.state.credential = undefined;
    throw error;
  }
}

async function credentialOf(running: Running, instance: Instance, parent: string | undefined): Promise<string> {
  if (instance.key === undefined) throw refusal({ code: "credential" });
  const exp = instance.deadline.wall / 1000;
  const { root, plan } = running;
  const holder =
    parent === undefined
      ? undefined
      : root.key === undefined
        ? undefined
        : await vouch(root.key, hopOf(running, instance).to, plan.digest, instance.key.public, instance.born / 1000, exp);
  if (parent !== undefined && holder === undefined) throw refusal({ code: "credential" });
  return write(running, instance, instance.key.public, parent, holder);
}

/** The credential of an instance whose key another process made; `holder` says whose it is. */
export async function credentialFor(running: Running, instance: Instance, key: PublicKey, holder: string): Promise<readonly string[]> {
  if (instance.above === undefined) throw refusal({ code: "credential" });
  const above = await chainOf(running, instance.above);
  instance.state.credential = write(running, instance, key, above.at(-1), holder);
  return [...above, await instance.state.credential];
}

async function write(running: Running, instance: Instance, key: PublicKey, parent: string | undefined, holder: string | undefined): Promise<string> {
  const { plan, root } = running;
  const { above } = instance;
  const issuer = above === undefined ? root.key : above.key;
  if (issuer === undefined) throw refusal({ code: "credential" });
  const { from, to, task } = hopOf(running, instance);
  const details: Details = {
    type: "remit",
    policy: plan.digest,
    ...(running.certificate === undefined ? {} : { certificate: running.certificate }),
    mode: running.mode,
    hop: { from, to, task },
    params: instance.frame.params,
    ...(above === undefined ? { context: instance.context } : {}),
    ...(holder === undefined ? {} : { holder }),
  };
  const depth = depthOf(instance);
  const deepest = Math.min(depth + instance.left, running.limits.links - 1);
  return signJws(issuer, "aat+jwt", {
    iss: thumbprintUri(issuer.thumbprint),
    iat: instance.born / 1000,
    exp: instance.deadline.wall / 1000,
    jti: instance.id,
    cnf: { jwk: key },
    del_depth: depth,
    del_max_depth: deepest,
    ...(parent === undefined ? {} : { par_hash: statementHash(parent) }),
    authorization_details: [details],
  });
}

function depthOf(instance: Instance): number {
  return instance.above === undefined ? 0 : depthOf(instance.above) + 1;
}
