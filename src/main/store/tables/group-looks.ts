import type { GroupLook } from '../../../shared/api/compare.ts';
import type { Connection } from '../connection.ts';

export function groupLookTable(connection: Connection) {
  const insert = connection.prepare<[string, string]>(
    'INSERT INTO group_looks (group_hash, first_at) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const select = connection.prepare<[string], string>('SELECT first_at FROM group_looks WHERE group_hash = ?').pluck();

  return {
    /** When each of these groups was first compared; groups that were never compared are omitted. */
    read(groups: readonly string[]): GroupLook[] {
      return groups.flatMap((group) => {
        const firstAt = select.get(group);
        return firstAt === undefined ? [] : [{ group, firstAt }];
      });
    },
    /** Records that these groups are compared now, and returns when each was first compared. */
    look(groups: readonly string[], at: string): GroupLook[] {
      return groups.map((group) => {
        insert.run(group, at);
        return { group, firstAt: select.get(group) ?? at };
      });
    },
  };
}
