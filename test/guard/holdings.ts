/** What the store says that an instance has come to hold. */
import type { Store } from "../../stdlib/runtime/store/store.js";

export async function holdingOf(store: Store, instance: string, labels: readonly string[]): Promise<readonly string[]> {
  const names = ["untrusted", ...labels];
  const { cells } = await store.read(
    names.map((name) => (name === "untrusted" ? `holding/${instance}/untrusted` : `holding/${instance}/label/${name}`)),
  );
  return names.filter((_, i) => cells[i]?.kind === "text");
}
