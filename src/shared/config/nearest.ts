import { distance } from 'fastest-levenshtein';

const LONGEST_WORD = 64;

/** Words of other programs and papers for what is called otherwise here. */
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

/** Letters to change from `given` to `known`; swapped ones and a missing part (`widths` of `hidden_widths`) count as one. */
function between(given: string, known: string): number {
  const apart = distance(given, known);
  if (apart === 0) return 0;
  return letters(given) === letters(known) || known.split('_').includes(given) ? 1 : apart;
}

/** The candidate that `word` most likely means: at most a third of its letters differ; undefined where none is near. */
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
