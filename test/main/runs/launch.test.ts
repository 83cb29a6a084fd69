import { expect, it } from 'vitest';
import { runConfigSchema, type RunConfig } from '../../../src/shared/config/schema.ts';
import type { ReadConfig } from '../../../src/main/files/data/files.ts';
import { temporaryWorkbench } from './temporary-store.ts';

/** A config that counts how often it is asked for. */
class CountedConfig implements ReadConfig {
  readonly datasets = [];
  asked = 0;
  readonly #config: RunConfig = runConfigSchema.parse({ epochs: 3 });

  get config(): RunConfig {
    this.asked += 1;
    return this.#config;
  }
}

it('works out the engine and the group of a config once for all its seeds, and queues each seed', () => {
  const workbench = temporaryWorkbench();
  workbench.queue.hold(true);
  const launch = (seeds: readonly number[]) => {
    const read = new CountedConfig();
    const ids = workbench.queue.launch(seeds.map((seed) => ({ read, seed, name: 'one config' })));
    return { asked: read.asked, runs: ids.map((id) => workbench.store.runs.get(id)) };
  };
  const one = launch([1]);
  const many = launch([5, 6, 7, 8, 9, 10, 11, 12]);
  expect(many.asked).toBe(one.asked);
  expect(many.runs.map(({ config }) => config.seed)).toEqual([5, 6, 7, 8, 9, 10, 11, 12]);
  expect(new Set([...one.runs, ...many.runs].map(({ group }) => group)).size).toBe(1);
});
