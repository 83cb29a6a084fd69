import { distance } from 'fastest-levenshtein';

const LONGEST_WORD = 64;

/** Words that other programs and papers use for what has another name here. */
const SYNONYMS: readonly (readonly [string, string])[] = [
  ['gaussian', 'normal'],
  ['gauss', 'normal'],
  ['bimodal', 'mixture'],
  ['lr', 'learning_rate'],
  ['std', 'standard_deviation'],
  ['sigma', 'standard_deviation'],
  ['mu', 'mean'],
  ['layers', 'hidden_widths'],
  ['latent_dim', 'latent_dimension'],
  ['n_critic', 'discriminator_updates'],
];

const plain = (word: string) => word.slice(0, LONGEST_WORD).toLowerCase().replace(/[-\s]/g, '_');

const letters = (word: string) => Array.from(word).sort().join('');

/**
 * Letters to change from `given` to `known`. Two swapped letters count as one change, and so does a missing part
 * (`widths` for `hidden_widths`).
 */
function between(given: string, known: string): number {
  const apart = distance(given, known);
  if (apart === 0) return 0;
  return letters(given) === letters(known) || known.split('_').includes(given) ? 1 : apart;
}

/** The candidate that `word` most likely means: at most a third of its letters differ; undefined if none is near. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const known = new Set(candidates);
  const meanings = [
    ...[...known].map((own) => [own, own] as const),
    ...SYNONYMS.filter(([, meant]) => known.has(meant)),
  ];
  const given = plain(word);
  let best: string | undefined;
  let least = Infinity;
  for (const [spelled, meant] of meanings) {
    const apart = between(given, spelled);
    if (apart < least) [best, least] = [meant, apart];
  }
  return least <= Math.floor(given.length / 3) ? best : undefined;
}
