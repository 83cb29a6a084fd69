import { describe, expect, it } from 'vitest';
import { differenceSentence, lossesDifference } from '../../../src/shared/figures/losses-difference.ts';
import { Series } from '../../../src/shared/series/series.ts';
import { lossSeries, settlingLosses } from './recorded.ts';

const recorded = settlingLosses(600);

/** The recorded losses, with that of the generator changed at some epochs. */
function changed(epochs: number, change: (epoch: number, loss: number) => number) {
  return recorded.slice(0, epochs).map((one) => ({ ...one, lossGenerator: change(one.epoch, one.lossGenerator) }));
}

const sentence = (one: Parameters<typeof lossesDifference>[0], other: Parameters<typeof lossesDifference>[1]) =>
  differenceSentence(lossesDifference(one, other));

describe('the difference between the losses of two runs', () => {
  it('is the largest of every epoch that both have', () => {
    const other = changed(400, (epoch, loss) => loss + (epoch === 123 ? 0.25 : 0.001));
    expect(lossesDifference(lossSeries(recorded), lossSeries(other))).toMatchObject({
      largest: expect.closeTo(0.25, 12) as number,
      loss: 'generator',
      epoch: 123,
      through: 400,
      meansOf: 1,
    });
    expect(sentence(lossSeries(recorded), lossSeries(other))).toBe(
      'The losses differ by at most 0.250 (generator, epoch 123) up to epoch 400, the last that both have.',
    );
  });

  it('is small in powers of ten', () => {
    const other = changed(600, (epoch, loss) => loss + (epoch === 2 ? 3.14e-6 : 0));
    expect(sentence(lossSeries(recorded), lossSeries(other))).toContain(
      'The losses differ by at most 3.14e-6 (generator, epoch 2)',
    );
  });

  it('is none where the losses are the same', () => {
    expect(sentence(lossSeries(recorded), lossSeries(recorded))).toContain('equal to the last digit');
  });

  it('is that of means over the same epochs where one is decimated more than the other', () => {
    // Buckets of 4 epochs: in the mean a quarter is left of what one epoch differs by.
    const decimated = lossSeries(recorded, 100);
    const other = changed(500, (epoch, loss) => loss + (epoch === 10 ? 1 : 0));
    for (const chunk of [lossSeries(other), lossSeries(other, 200)]) {
      expect(lossesDifference(decimated, chunk)).toMatchObject({
        largest: expect.closeTo(0.25, 12) as number,
        epoch: 12,
        through: 500,
        meansOf: 4,
      });
    }
    expect(sentence(decimated, lossSeries(other))).toContain('The losses, averaged over 4 epochs, differ by at most');
  });

  it('leaves out a last bucket of which one has not all epochs yet', () => {
    expect(lossesDifference(lossSeries(recorded, 100), lossSeries(recorded.slice(0, 402)))).toMatchObject({
      through: 400,
    });
  });

  it('names where one has a loss that is not finite, and passes over where neither is', () => {
    const broken = lossSeries(changed(600, (epoch, loss) => (epoch >= 37 ? NaN : loss)));
    expect(sentence(lossSeries(recorded), broken)).toBe(
      'At epoch 37 only one of the runs has a finite generator loss.',
    );
    expect(sentence(broken, broken)).toContain('equal to the last digit');
  });

  it('is not known before both have an epoch', () => {
    expect(sentence(lossSeries(recorded), new Series(10).chunk())).toBe('The two runs have no common epoch yet.');
  });
});
