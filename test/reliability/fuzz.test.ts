import { expect, it } from 'vitest';
import { fuzzServers } from './fuzz/served-campaign.ts';
import { Tally } from './fuzz/tally.ts';

const COUNT = Number(process.env.GAN_WORKBENCH_FUZZ ?? 800);
/** For a hang: a loaded machine takes less than a tenth of it. */
const MOST_MILLISECONDS = 120_000 + 100 * COUNT;

it(
  'the server outlives whatever a page sends, and what it refuses changes nothing',
  async () => {
    const tally = new Tally();
    const seed = Math.floor(Math.random() * 1e9);
    await fuzzServers(seed, COUNT, tally, () => undefined);
    console.log(`seed ${seed}\n${tally.lines().join('\n')}`);
    expect(tally.failures).toEqual([]);
    expect(tally.sent).toBe(COUNT);
    expect(tally.codes.get('bad-input')).toBeGreaterThan(COUNT / 2);
    expect(tally.changed).toBeGreaterThan(0);
  },
  MOST_MILLISECONDS,
);
