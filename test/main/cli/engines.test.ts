import { expect, it } from 'vitest';
import { describeTensorFlow } from '../training/engines/tensorflow/library.ts';
import { eventsOf, run } from './command-line.ts';

const TRACES = ['vanilla-1d', 'ring-2d', 'minimax-sgd', 'label-smoothing', 'odd-sizes-tanh', 'lsgan', 'hinge'];

describeTensorFlow('the command line on TensorFlow', () => {
  it('lists each engine with its availability, versions and threads', async () => {
    const result = await run(['engines', '--json']);
    const engines = eventsOf(result, 'engine');
    expect(engines.map(({ engine, available }) => [engine, available])).toEqual([
      ['fused', true],
      ['tensorflow', true],
      ['reference', true],
    ]);
    expect(engines[1]).toMatchObject({
      version: expect.stringMatching(/^tfjs-node 4\.22\.0, native library from the \w+$/) as string,
      nativeLibrary: expect.stringMatching(/^libtensorflow \d+\.\d+\.\d+$/) as string,
      device: 'cpu',
    });
    expect((await run(['engines'])).stdout).toMatch(/^tensorflow +yes +libtensorflow .*thread/m);
  });

  it('verifies TensorFlow by the same traces', async () => {
    const files = TRACES.map((name) => `test/reference/${name}.json`);
    const result = await run(['verify', ...files, '--engine', 'tensorflow', '--json']);
    expect(eventsOf(result, 'verified').map(({ trace, engine, passed }) => [trace, engine, passed])).toEqual(
      TRACES.map((name) => [name, 'tensorflow', true]),
    );
    expect(result.code).toBe(0);
  });

  it('times both engines over five sizes and a step of WGAN-GP, and says of each which one auto takes', async () => {
    const timings = eventsOf(await run(['bench', '--steps', '--json']), 'bench');
    const sizes = Map.groupBy(timings, ({ model, batch }) => `${String(model)} × ${String(batch)}`);
    expect([...sizes.keys()].filter((size) => size.includes('WGAN-GP'))).toEqual(['64-32, WGAN-GP × 32']);
    expect(sizes.size).toBe(6);
    for (const both of sizes.values()) {
      expect(both.map(({ engine }) => engine)).toEqual(['fused', 'tensorflow']);
      expect(both.filter(({ auto }) => auto === true)).toHaveLength(1);
      for (const { milliseconds_per_step } of both) expect(Number(milliseconds_per_step)).toBeGreaterThan(0);
    }
  });
});
