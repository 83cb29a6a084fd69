import { describe, expect, it } from 'vitest';
import { inOrder, moved, orderText } from '../../src/renderer/compare/subject-order.ts';
import { groupKey } from '../../src/shared/subject.ts';

const KEYS = [groupKey('a1'.repeat(32)), 'k3m9x2ab', groupKey('b2'.repeat(32)), `${groupKey('b2'.repeat(32))}-2`];
const items = KEYS.map((key) => ({ key }));
const keysIn = (text: string | undefined) => inOrder(items, text).map(({ key }) => key);

describe('the order of what is compared', () => {
  it('is kept as a short text, in which twenty groups have room', () => {
    const order = [KEYS[3], KEYS[1], KEYS[0], KEYS[2]];
    expect(keysIn(orderText(order))).toEqual(order);
    const twenty = Array.from({ length: 20 }, (_, index) => groupKey(String(index).padStart(64, 'f')));
    expect(orderText(twenty).length).toBeLessThan(1000);
  });

  it('leaves what it does not name behind the others, and is as given where there is none', () => {
    expect(keysIn(undefined)).toEqual(KEYS);
    expect(keysIn(orderText([KEYS[2], 'gone']))).toEqual([KEYS[2], KEYS[0], KEYS[1], KEYS[3]]);
  });

  it('moves one by places, and no further than the ends', () => {
    expect(moved(['a', 'b', 'c'], 'a', 1)).toEqual(['b', 'a', 'c']);
    expect(moved(['a', 'b', 'c'], 'c', -1)).toEqual(['c', 'a', 'b']);
    expect(moved(['a', 'b', 'c'], 'b', 5)).toEqual(['a', 'c', 'b']);
  });
});
