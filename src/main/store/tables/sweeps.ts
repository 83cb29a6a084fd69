import type { Sweep } from '../../../shared/api/sweeps.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import { sweepSchema } from '../../../shared/sweep/definition.ts';
import { variedPaths } from '../../../shared/sweep/paths.ts';
import { composed } from '../../../shared/text-order.ts';
import { nameOf, type Connection } from '../connection.ts';

/** A new sweep. */
export type NewSweep = Pick<Sweep, 'id' | 'name' | 'definition' | 'createdAt'> & Partial<Pick<Sweep, 'groups'>>;

interface SweepRow {
  readonly sweep_key: number;
  readonly id: string;
  readonly name: string;
  readonly definition: string;
  readonly arm_groups: string | null;
  readonly created_at: string;
}

export function sweepTable(connection: Connection) {
  const insert = connection.prepare<[string, string, string, string | null, string]>(
    'INSERT INTO sweeps (id, name, definition, arm_groups, created_at) VALUES (?, ?, ?, ?, ?)',
  );
  const select = connection.prepare<[], SweepRow>('SELECT * FROM sweeps ORDER BY created_at DESC, sweep_key DESC');
  const selectOne = connection.prepare<[string], SweepRow>('SELECT * FROM sweeps WHERE id = ?');
  const updateName = connection.prepare<[string, number]>('UPDATE sweeps SET name = ? WHERE sweep_key = ?');
  const remove = connection.prepare<[number]>('DELETE FROM sweeps WHERE sweep_key = ?');

  /** Throws `sweep-not-found`. */
  function row(id: string): SweepRow {
    const found = selectOne.get(id);
    if (found === undefined)
      throw new WorkbenchError('sweep-not-found', `There is no sweep ${id} in ${nameOf(connection)}.`);
    return found;
  }

  return {
    key: (id: string): number => row(id).sweep_key,
    insert({ id, name, definition, groups = [], createdAt }: NewSweep): void {
      const groupsText = groups.length === 0 ? null : JSON.stringify(groups);
      insert.run(id, composed(name), JSON.stringify(definition), groupsText, createdAt);
    },
    get: (id: string): Sweep => sweepOf(row(id)),
    /** Newest first. */
    list: (): Sweep[] => select.all().map(sweepOf),
    rename(id: string, name: string): void {
      updateName.run(composed(name), row(id).sweep_key);
    },
    /** Its runs stay. */
    remove(id: string): void {
      remove.run(row(id).sweep_key);
    },
  };
}

function sweepOf({ id, name, definition: text, arm_groups, created_at: createdAt }: SweepRow): Sweep {
  const parsed = sweepSchema.safeParse(JSON.parse(text));
  if (!parsed.success)
    throw new WorkbenchError('store-damaged', `Sweep ${id} was changed by hand: ${parsed.error.message}`);
  const groups = arm_groups === null ? [] : (JSON.parse(arm_groups) as string[]);
  return { id, name, definition: parsed.data, paths: variedPaths(parsed.data), groups, createdAt };
}
