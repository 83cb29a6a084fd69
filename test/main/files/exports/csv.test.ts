import { describe, expect, it } from 'vitest';
import { csvLine } from '../../../../src/shared/csv.ts';
import { epochsCsv } from '../../../../src/main/files/exports/epochs-csv.ts';
import { float32Text } from '../../../../src/shared/float32-text.ts';
import { samplesCsv } from '../../../../src/main/files/exports/samples-csv.ts';

describe('a CSV line', () => {
  it('quotes what needs quotes', () => {
    expect(csvLine(['plain', 'a,b', 'say "so"', 'two\nlines', 3, undefined])).toBe(
      'plain,"a,b","say ""so""","two\nlines",3,\n',
    );
  });

  it('gives a spreadsheet no formula to run, and leaves numbers alone', () => {
    expect(csvLine(['=1+1', '+1', '-1', '@x', -1, NaN])).toBe("'=1+1,+1,-1,'@x,-1,NaN\n");
  });
});

it('writes float32 so that they read back as the same number', () => {
  const floats = new Float32Array(20_000);
  const bits = new Uint32Array(floats.buffer);
  for (let index = 0; index < bits.length; index++) bits[index] = Math.imul(index + 1, 2654435761);
  for (const value of floats) {
    if (!Number.isFinite(value)) continue;
    expect(Object.is(Math.fround(Number(float32Text(value))), value)).toBe(true);
  }
  expect(float32Text(Math.fround(0.1))).toBe('0.1');
  expect(float32Text(-0)).toBe('-0');
});

it('writes samples with a header and a row each', () => {
  const plane = { epoch: 1, dimension: 2, values: Float32Array.of(1, 2, 0.5, -0.25) };
  expect([...samplesCsv(plane)].join('')).toBe('x,y\n1,2\n0.5,-0.25\n');
  const many = { epoch: 1, dimension: 1, values: Float32Array.from({ length: 25_000 }, (_, index) => index) };
  const lines = [...samplesCsv(many)].join('').trim().split('\n');
  expect(lines.slice(1).map(Number)).toEqual(Array.from(many.values));
});

it('writes epochs with the metrics of those that have a snapshot', () => {
  const epoch = (number: number) => ({
    epoch: number,
    lossGenerator: 0.5,
    lossReal: NaN,
    lossFake: Infinity,
    seconds: 1,
  });
  const csv = epochsCsv(
    [epoch(1), epoch(2)],
    [{ epoch: 2, metrics: { ks: 0.25, mean: -1 }, averageMetrics: { ks: 0.125 } }],
  );
  expect(csv).toBe(
    'epoch,loss_generator,loss_real,loss_fake,seconds,ks,mean,ema_ks\n' +
      '1,0.5,NaN,Infinity,1,,,\n' +
      '2,0.5,NaN,Infinity,1,0.25,-1,0.125\n',
  );
});

it('writes norms of gradients and penalties beside the losses, empty where an epoch has none', () => {
  const losses = { lossGenerator: 1, lossReal: 2, lossFake: 3, seconds: 4 };
  const csv = epochsCsv(
    [
      { epoch: 1, ...losses },
      { epoch: 2, ...losses, gradientNormGenerator: 0.5, gradientNormDiscriminator: NaN, penalty: 0 },
    ],
    [],
  );
  expect(csv).toBe(
    'epoch,loss_generator,loss_real,loss_fake,seconds,gradient_norm_generator,gradient_norm_discriminator,penalty\n' +
      '1,1,2,3,4,,,\n' +
      '2,1,2,3,4,0.5,NaN,0\n',
  );
});
