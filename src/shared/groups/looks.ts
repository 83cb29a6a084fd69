import type { RunRow } from '../api/runs.ts';
import { counted as countedText, plural } from '../counted.ts';
import { quotedName } from '../comparison/quoted-name.ts';
import { membership } from './members.ts';
import { trainingFacts, type Run } from '../run.ts';

/**
 * Seeds that count but finished after the result was looked at. The viewer may have stopped or added runs because of
 * it.
 */
export interface SinceLook {
  /** Seeds that were added after the first look. */
  readonly added: number;
  /** Seeds that were queued or training at the first look. */
  readonly pending: number;
}

/** The seeds of a group that came after its first comparison (UTC, ISO 8601); undefined if there are none. */
export function sinceLook(rows: readonly RunRow[], firstAt: string | undefined): SinceLook | undefined {
  if (firstAt === undefined) return undefined;
  const { counted } = membership(rows);
  const added = counted.filter(({ run }) => run.createdAt > firstAt);
  const endsAfter = (run: Run) => (trainingFacts(run).endedAt ?? '') > firstAt;
  const pending = counted.filter(({ run }) => run.createdAt <= firstAt && endsAfter(run));
  if (added.length + pending.length === 0) return undefined;
  return { added: added.length, pending: pending.length };
}

/** With more subjects than this, only their number is given. */
const MOST_NAMED = 4;

function namesOf(names: readonly string[], groups: string): string {
  return names.length <= MOST_NAMED ? names.join(' and ') : `${names.length} of these ${groups}`;
}

/**
 * Sentences about seeds that came after the result was looked at, because they were added later or had not ended. Where no p value
 * is shown (`hasP` is false), they do not speak of one.
 */
export function lookSentences(
  subjects: readonly { readonly name: string; readonly sinceLook?: SinceLook | undefined }[],
  hasP = true,
): string[] {
  const groups = hasP ? 'groups' : 'arms';
  const looked = subjects.flatMap(({ name, sinceLook: since }) => (since ? [{ name, ...since }] : []));
  const grown = looked.filter(({ added }) => added > 0).map(quotedName);
  const live = looked.filter(({ pending }) => pending > 0);
  const pending = live.reduce((sum, one) => sum + one.pending, 0);
  const whose =
    live.length <= MOST_NAMED
      ? live.map((one) => `${countedText(one.pending, 'seed')} of ${quotedName(one)}`).join(' and ')
      : `${countedText(pending, 'seed')} in ${live.length} ${groups}`;
  const real = hasP
    ? 'the true p value is larger than the computed one'
    : 'differences between the arms look more certain than they are';
  return [
    ...(grown.length > 0
      ? [
          `You looked at this result before seeds were added to ${namesOf(grown, groups)}, so ${real}: adding seeds until a ` +
            'difference appears always finds one.',
        ]
      : []),
    ...(pending > 0
      ? [
          `You looked at these results before all runs had finished (${whose} ${plural(pending, 'was', 'were')} missing). ` +
            `If you stopped adding seeds because of what you saw, ${real}.`,
        ]
      : []),
  ];
}
