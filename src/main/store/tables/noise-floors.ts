import type { MetricKey, NoiseFloor } from '../../../shared/metrics.ts';
import type { Connection } from '../connection.ts';

/** The noise floors of a target law, with a key that is equal for runs with equal noise floors. */
export interface LawNoiseFloors {
  readonly law: string;
  readonly floors: readonly NoiseFloor[];
}

interface NoiseFloorRow {
  readonly metric: MetricKey;
  readonly samples: number;
  readonly draws: number;
  readonly mean: number | null;
  readonly bound_95: number | null;
}

export function noiseFloorTable(connection: Connection) {
  const remove = connection.prepare<[number]>('DELETE FROM noise_floors WHERE run_key = ?');
  const insert = connection.prepare<[number, string, number, number, string, number, number]>(
    'INSERT INTO noise_floors (run_key, metric, samples, draws, law, mean, bound_95) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const select = connection.prepare<[number], NoiseFloorRow>(
    'SELECT metric, samples, draws, mean, bound_95 FROM noise_floors WHERE run_key = ? ORDER BY samples, metric',
  );
  const selectByLaw = connection.prepare<[{ law: string; samples: number }], NoiseFloorRow>(
    `SELECT metric, samples, draws, mean, bound_95 FROM noise_floors
     WHERE run_key = (SELECT max(run_key) FROM noise_floors JOIN runs USING (run_key)
         WHERE law = @law AND samples = @samples AND imported_at IS NULL)
       AND samples = @samples ORDER BY metric`,
  );

  return {
    replace(runKey: number, { law, floors }: LawNoiseFloors): void {
      remove.run(runKey);
      for (const { metric, samples, draws, mean, bound95 } of floors)
        insert.run(runKey, metric, samples, draws, law, mean, bound95);
    },
    read(runKey: number): NoiseFloor[] {
      return select.all(runKey).map(noiseFloor);
    },
    /**
     * The noise floors of any run with this law and number of samples; empty if there are none. Floors of an imported run are shown
     * only with that run, because they were not computed here.
     */
    readByLaw(law: string, samples: number): NoiseFloor[] {
      return selectByLaw.all({ law, samples }).map(noiseFloor);
    },
  };
}

function noiseFloor(row: NoiseFloorRow): NoiseFloor {
  return {
    metric: row.metric,
    samples: row.samples,
    draws: row.draws,
    mean: row.mean ?? NaN,
    bound95: row.bound_95 ?? NaN,
  };
}
