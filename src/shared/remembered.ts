/** `compute` of a key, remembered for the `most` keys that were asked for last. */
export function remembered<Value>(most: number, compute: (key: string) => Value): (key: string) => Value {
  // In a box each, as undefined is a value too.
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
