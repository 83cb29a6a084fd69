import { distance } from 'fastest-levenshtein';

const LONGEST_WORD = 64;

/** Words of other programs and papers for what is called otherwise here. */
const SYNONYMS: readonly (readonly [string, string])[] = [
  ['gaussian', 'normal'],
  ['gauss', 'normal'],
  ['student', 'student_t'],
  ['moons', 'two_moons'],
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
    const between = distance(given, spelled);
    if (between < least) [best, least] = [meant, between];
  }
  return least <= Math.floor(given.length / 3) ? best : undefined;
}
