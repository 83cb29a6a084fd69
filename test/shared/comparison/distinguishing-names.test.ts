import { expect, it } from 'vitest';
import { distinguishingNames } from '../../../src/shared/comparison/distinguishing-names.ts';

it('leaves out of names what all of them say, so that narrow columns show what tells them apart', () => {
  const arms = ['vanilla · epochs 100 · lr_g 1e-4 · loss bce', 'vanilla · epochs 100 · lr_g 2e-4 · loss bce'];
  expect(distinguishingNames(arms)).toEqual(['lr_g 1e-4', 'lr_g 2e-4']);
  expect(distinguishingNames([...arms, 'vanilla · epochs 100 · lr_g 1e-4 · loss minimax'])).toEqual([
    'lr_g 1e-4 · loss bce',
    'lr_g 2e-4 · loss bce',
    'lr_g 1e-4 · loss minimax',
  ]);
});

it('keeps names whole where one of them would have nothing left, and a name alone', () => {
  expect(distinguishingNames(['vanilla', 'vanilla · wider networks'])).toEqual(['vanilla', 'wider networks']);
  expect(distinguishingNames(['twice', 'twice'])).toEqual(['twice', 'twice']);
  expect(distinguishingNames(['vanilla · lr_g 1e-4'])).toEqual(['vanilla · lr_g 1e-4']);
});
