/** How many seeds tell something: most groups are filled up to them. */
export const USUAL_SEEDS = 8;

/** The next seeds of a group whose runs have the seeds `used`: those above them, and where there are none the lowest that are free. */
export function nextSeeds(used: readonly number[], count: number): number[] {
  const taken = new Set(used);
  const seeds: number[] = [];
  let seed = used.reduce((highest, one) => Math.max(highest, one), 0);
  while (seeds.length < count) {
    seed = seed === Number.MAX_SAFE_INTEGER ? 0 : seed + 1;
    if (!taken.has(seed)) seeds.push(seed);
  }
  return seeds;
}

/** How many seeds a group of `present` is usually asked for more: up to eight in all, and then as many again. */
export function usualMore(present: number): number {
  return present < USUAL_SEEDS ? USUAL_SEEDS - present : USUAL_SEEDS;
}

/** Seeds in a row as a range: `1–8, 12`. */
export function seedRange(seeds: readonly number[]): string {
  const sorted = [...new Set(seeds)].sort((a, b) => a - b);
  const ranges: { first: number; last: number }[] = [];
  for (const seed of sorted) {
    const range = ranges.at(-1);
    if (range && seed === range.last + 1) range.last = seed;
    else ranges.push({ first: seed, last: seed });
  }
  return ranges.map(({ first, last }) => (first === last ? String(first) : `${first}–${last}`)).join(', ');
}
