import { expect, it } from 'vitest';
import { describeTensorFlow } from '../training/engines/tensorflow/library.ts';
import { eventsOf, run } from './command-line.ts';

const TRACES = ['vanilla-1d', 'ring-2d', 'minimax-sgd', 'label-smoothing', 'odd-sizes-tanh'];

describeTensorFlow('the command line on TensorFlow', () => {
  it('says of each engine whether it is there, its versions and threads', async () => {
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

  it('times both engines over five sizes, of which auto takes the faster or one within a fifth of it', async () => {
    const result = await run(['bench', '--steps', '--json']);
    const timings = eventsOf(result, 'bench');
    const sizes = Map.groupBy(timings, ({ model, batch }) => `${String(model)} × ${String(batch)}`);
    expect(sizes.size).toBe(5);
    for (const [size, both] of sizes) {
      expect(both.map(({ engine }) => engine)).toEqual(['fused', 'tensorflow']);
      const times = both.map(({ milliseconds_per_step }) => Number(milliseconds_per_step));
      const taken = both.findIndex(({ auto }) => auto === true);
      expect(times[taken] / Math.min(...times), `${size}: ${times.join(' and ')} ms`).toBeLessThan(1.2);
    }
  });
});
