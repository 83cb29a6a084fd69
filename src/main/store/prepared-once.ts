import type { Connection, Statement } from './connection.ts';

/** Prepares each query when it is first used. Of the many queries for some columns, few are used. */
export function preparedOnce<Bound extends unknown[], Row>(connection: Connection) {
  const known = new Map<string, Statement<Bound, Row>>();
  return (query: string): Statement<Bound, Row> => {
    let statement = known.get(query);
    if (statement === undefined) known.set(query, (statement = connection.prepare<Bound, Row>(query)));
    return statement;
  };
}
