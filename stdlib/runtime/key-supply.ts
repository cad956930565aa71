/**
 * New keys for hops, made ahead of need by another thread: most of what a hop costs is its key. Each is given out once and to nobody
 * twice; where none is ready, one is made on the spot.
 */
import { newKey, newKeyBeside, type SigningKey } from "./keys.js";

export interface KeySupply {
  /** A key that nobody has had. */
  take(): SigningKey;
}

/** Holds at most so many ready. Nothing is made before the first is taken. */
export function keySupply(most = 32): KeySupply {
  const ready: SigningKey[] = [];
  let making = 0;
  let asked = false;
  const fill = (): void => {
    asked = false;
    while (ready.length + making < most) {
      making++;
      newKeyBeside().then(
        (key) => {
          making--;
          ready.push(key);
        },
        // Then the next is made on the spot, which says what is wrong.
        () => {
          making--;
        },
      );
    }
  };
  return {
    take() {
      const key = ready.pop() ?? newKey();
      // Not now: whoever makes the hop would wait for it.
      if (!asked && ready.length + making <= most / 2) {
        asked = true;
        setImmediate(fill);
      }
      return key;
    },
  };
}
