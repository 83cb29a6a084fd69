import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

it('holds no circle of imports and no class above 300 lines, and counts the files that a config and a snapshot pass', () => {
  const overview = execFileSync(process.execPath, [join(import.meta.dirname, 'structure.ts')], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(overview).toContain('Circles of imports: 0\n');
  expect(overview).toMatch(/Files that a config passes from the form to the kernels: \d+\n/);
  const longest = /Longest classes:\n *(\d+) lines/.exec(overview)?.[1];
  expect(Number(longest)).toBeLessThanOrEqual(300);
});
