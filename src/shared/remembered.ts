/** Caches `compute` for the `most` keys that were used last. */
export function remembered<Value>(most: number, compute: (key: string) => Value): (key: string) => Value {
  // Each value is in an object, because undefined can be a value too.
  const known = new Map<string, { readonly value: Value }>();
  return (key) => {
    const kept = known.get(key) ?? { value: compute(key) };
    known.delete(key);
    known.set(key, kept);
    for (const oldest of known.keys()) {
      if (known.size <= most) break;
      known.delete(oldest);
    }
    return kept.value;
  };
}
