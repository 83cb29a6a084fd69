import { describe, expect, it } from 'vitest';
import type { Progress } from '../../../src/main/native-library/progress.ts';
import { printProgress } from '../../../src/main/cli/output/fetch-progress.ts';

/** What is printed of a fetch in steps of a twentieth, and of a line after it. */
function printed(isTTY: boolean, total: number | undefined): string {
  let text = '';
  const tell = printProgress({ isTTY, write: (more: string | Uint8Array) => ((text += String(more)), true) });
  const told: Progress[] = Array.from({ length: 21 }, (_, step) => {
    return { kind: 'fetching', what: 'a file', received: step * 10_000_000, total };
  });
  for (const progress of [...told, { kind: 'line', text: 'Unpacking …' } as const]) tell(progress);
  return text;
}

describe('the progress of a download', () => {
  it('is one line on a terminal, written again and again, and ended by the next line', () => {
    const text = printed(true, 200_000_000);
    expect(text.split('\n')).toHaveLength(3);
    expect(text).toContain('\r\u001B[K  a file: 55 % of 200 MB\r');
    expect(text).toMatch(/a file: 100 % of 200 MB\nUnpacking …\n$/);
  });

  it('is one line per tenth in a file', () => {
    const lines = printed(false, 200_000_000).trimEnd().split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[0]).toBe('  a file: 10 % of 200 MB');
    expect(lines.slice(-2)).toEqual(['  a file: 100 % of 200 MB', 'Unpacking …']);
  });

  it('shows the received bytes if the total is unknown', () => {
    const text = printed(true, undefined);
    expect(text).toContain('a file: 100 MB');
    expect(text).not.toContain('%');
  });
});
