import type { Connection } from '../connection.ts';

/** Places in the palette of run colours. */
const PLACES = 8;

interface GroupColours {
  /** The colour of its first run; null if it has none. */
  readonly first: number | null;
  readonly members: number;
}

/**
 * Chooses the colours of new runs in turn. A further run of a group gets the colour after the others of its group; the
 * first run of a new group gets the one after the previous group, so that groups of eight seeds do not all begin with
 * the same colour.
 */
export function runColours(connection: Connection) {
  const ofGroup = connection.prepare<[{ group: string }], GroupColours>(
    `SELECT (SELECT colour FROM runs WHERE group_hash = @group ORDER BY run_key LIMIT 1) AS first, count(*) AS members
     FROM runs WHERE group_hash = @group`,
  );
  const newestGroup = connection
    .prepare<[], string>('SELECT group_hash FROM runs ORDER BY run_key DESC LIMIT 1')
    .pluck();

  /** The colours of runs that are inserted one after another in one transaction, by their groups. Each group is read once. */
  return (): ((group: string) => number) => {
    const groups = new Map<string, GroupColours>();
    let newest = newestGroup.get();
    const coloursOf = (group: string): GroupColours =>
      groups.get(group) ?? ofGroup.get({ group }) ?? { first: null, members: 0 };
    return (group) => {
      const { first, members } = coloursOf(group);
      const before = newest === undefined ? -1 : (coloursOf(newest).first ?? -1);
      const colour = (first === null ? before + 1 : first + members) % PLACES;
      groups.set(group, { first: first ?? colour, members: members + 1 });
      newest = group;
      return colour;
    };
  };
}
