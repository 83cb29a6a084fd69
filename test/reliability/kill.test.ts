import { expect, it } from 'vitest';
import { tensorFlowAvailability } from '../../src/main/training/engines/availability.ts';
import { killSweeps } from './kill/campaign.ts';

const KILLS = Number(process.env.GAN_WORKBENCH_KILLS ?? 3);
const isLinux = process.platform === 'linux';

// Processes are found by /proc.
it.runIf(isLinux)(
  'a sweep that is killed again and again records, byte for byte, what one does that is left alone',
  async () => {
    const engines = tensorFlowAvailability().available ? (['fused', 'tensorflow'] as const) : (['fused'] as const);
    const seed = Math.floor(Math.random() * 1e9);
    const { kills, rounds, runs, failures } = await killSweeps({
      sweep: { engines, seeds: 1, seconds: 2 },
      kills: KILLS,
      seed,
    });
    const losses = kills.flatMap((kill) => kill.losses);
    const worst = losses.reduce((most, { seconds }) => Math.max(most, seconds), 0);
    console.log(
      `seed ${seed}: ${kills.length} kills in ${rounds} rounds, ${kills.map(({ state }) => state).join('; ')}; ` +
        `${worst.toFixed(2)} s trained again at most`,
    );
    expect(failures).toEqual([]);
    expect(kills).toHaveLength(KILLS);
    expect(runs).toBe(rounds * engines.length);
  },
);
