/**
 * Approvals over HTTP: the guard puts its question to whoever keeps the principals' keys, and waits for the signed answer. What
 * comes back is checked by its signature alone, so that neither the network nor that server has to be trusted with anything but
 * showing the question.
 */
import type { Answer, Approver, Question } from "./approval.js";
import { readAnswer } from "./approval.js";

/**
 * An approver that asks a server: `POST {url}/questions` with the question as JSON, answered with the signed answer, or with
 * 202 while the person thinks; then `GET {url}/answers/{id}` until there is one (200), or none any more (404, 410).
 */
export function webApprover(url: string, options: { readonly every?: number; readonly fetch?: typeof fetch } = {}): Approver {
  const { every = 1_000, fetch: get = fetch } = options;
  const base = url.replace(/\/+$/, "");
  return {
    async ask(question: Question, signal: AbortSignal): Promise<Answer | undefined> {
      const headers = { "content-type": "application/json" };
      let response = await get(`${base}/questions`, { method: "POST", headers, body: JSON.stringify(question), signal, redirect: "error" });
      for (;;) {
        if (response.status === 200) return readAnswer(await shortJson(response));
        if (response.status !== 202) return undefined;
        await response.body?.cancel();
        await pause(every, signal);
        response = await get(`${base}/answers/${encodeURIComponent(question.id)}`, { signal, redirect: "error" });
      }
    },
  };
}

/** An answer is short; what is not is not read to its end. */
async function shortJson(response: Response): Promise<unknown> {
  const reader = response.body?.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const part = await reader?.read();
    if (part?.value === undefined) break;
    length += part.value.length;
    if (length > 65_536) {
      await reader?.cancel();
      return undefined;
    }
    parts.push(part.value);
  }
  return JSON.parse(Buffer.concat(parts).toString("utf8"));
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
