import { describe, expect, it } from 'vitest';
import { RandomStream, randomStream } from '../../../src/main/training/random.ts';

describe('random streams', () => {
  it('give the numbers of xoshiro128++ as its authors’ C program does', () => {
    // The state 1, 2, 3, 4 and its first outputs are the test vector of the rand_xoshiro crate, made with the reference C code.
    const stream = new RandomStream(Uint32Array.of(1, 2, 3, 4));
    const outputs = Array.from({ length: 10 }, () => stream.bits());
    expect(outputs).toEqual([
      641, 1573767, 3222811527, 3517856514, 836907274, 4247214768, 3867114732, 1355841295, 495546011, 621204420,
    ]);
  });

  it('go on from their state as if nothing had happened', () => {
    const stream = randomStream(7, 'data');
    for (let draw = 0; draw < 100; draw++) stream.normal();
    const copy = new RandomStream(stream.state());
    expect(Array.from({ length: 10 }, () => copy.normal())).toEqual(Array.from({ length: 10 }, () => stream.normal()));
  });

  it('differ by seed and by name', () => {
    const first = (seed: number, name: string) => randomStream(seed, name).bits();
    expect(new Set([first(1, 'data'), first(2, 'data'), first(1, 'noise'), first(2, 'noise')]).size).toBe(4);
  });

  it('are uniform on [0, 1) and normal with mean 0 and variance 1', () => {
    const stream = randomStream(3, 'test');
    const count = 200_000;
    const uniforms = Array.from({ length: count }, () => stream.uniform());
    const normals = Array.from({ length: count }, () => stream.normal());
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / count;
    // Five standard errors.
    expect(Math.abs(mean(uniforms) - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / count));
    expect(Math.abs(mean(normals))).toBeLessThan(5 / Math.sqrt(count));
    expect(Math.abs(mean(normals.map((value) => value * value)) - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
    expect(Math.min(...uniforms.slice(0, 1000))).toBeGreaterThanOrEqual(0);
    expect(uniforms.every((value) => value < 1)).toBe(true);
  });

  it('choose whole numbers evenly', () => {
    const stream = randomStream(4, 'test');
    const counts = new Array<number>(7).fill(0);
    for (let draw = 0; draw < 70_000; draw++) counts[stream.integer(7)] += 1;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(5 * Math.sqrt(10_000));
  });
});
