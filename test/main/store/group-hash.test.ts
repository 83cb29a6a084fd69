import { expect, test } from 'vitest';
import { groupHash } from '../../../src/main/store/group-hash.ts';
import { runConfigSchema } from '../../../src/shared/config/schema.ts';

test('runs that differ in the seed share a group, runs of another length do not', () => {
  const group = (input: unknown) => groupHash(runConfigSchema.parse(input), 'fused');
  expect(group({ seed: 1 })).toBe(group({ seed: 2, snapshots: { every: 10 } }));
  expect(group({ epochs: 100 })).not.toBe(group({ epochs: 101 }));
  expect(group({})).toMatch(/^[0-9a-f]{64}$/);
});

test('the group of the first experiment stays what it was in version 1', () => {
  // printf '{"engine":"fused"}' | sha256sum
  expect(groupHash(runConfigSchema.parse({}), 'fused')).toBe(
    '2054d67b684077e985f448f7ebea68d1e7c0d668b6b24e0f9b5a18eec845e684',
  );
});
