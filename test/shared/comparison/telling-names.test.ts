import { expect, it } from 'vitest';
import { tellingNames } from '../../../src/shared/comparison/telling-names.ts';

it('leaves out of names what all of them say, so that narrow columns show what tells them apart', () => {
  const arms = ['vanilla · epochs 100 · lr_g 1e-4 · loss bce', 'vanilla · epochs 100 · lr_g 2e-4 · loss bce'];
  expect(tellingNames(arms)).toEqual(['lr_g 1e-4', 'lr_g 2e-4']);
  expect(tellingNames([...arms, 'vanilla · epochs 100 · lr_g 1e-4 · loss minimax'])).toEqual([
    'lr_g 1e-4 · loss bce',
    'lr_g 2e-4 · loss bce',
    'lr_g 1e-4 · loss minimax',
  ]);
});

it('keeps names whole where one of them would have nothing left, and a name alone', () => {
  expect(tellingNames(['vanilla', 'vanilla · wider networks'])).toEqual(['vanilla', 'wider networks']);
  expect(tellingNames(['twice', 'twice'])).toEqual(['twice', 'twice']);
  expect(tellingNames(['vanilla · lr_g 1e-4'])).toEqual(['vanilla · lr_g 1e-4']);
});
