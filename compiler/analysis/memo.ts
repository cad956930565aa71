/** Remembering what was made for a key. */

/** What the map has for the key; made and put there if it has nothing. What is made must not be `undefined`. */
export function remembered<K, V>(map: { get(key: K): V | undefined; set(key: K, value: V): unknown }, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
