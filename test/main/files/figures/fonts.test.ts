import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createCanvas } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { registerFonts } from '../../../../src/main/files/figures/fonts.ts';
import { distributionFigure } from '../../../../src/shared/figures/distribution-figure.ts';
import { lossesFigure } from '../../../../src/shared/figures/losses-figure.ts';
import { font, FONT_FAMILY } from '../../../../src/shared/figures/font.ts';
import { recorded1D, recorded2D, recordedLosses } from '../../../shared/figures/recorded.ts';
import type { Drawn } from './draw-title.ts';
import { interFile } from './woff.ts';

const script = fileURLToPath(new URL('draw-title.ts', import.meta.url));

// The canvas looks for fonts in fixed folders and can be told to by nothing else: they are covered by empty ones,
// in a process whose view of the file system is its own.
const WITHOUT_FONTS = `
  for folder in /usr/share/fonts /usr/local/share/fonts; do
    if [ -d "$folder" ]; then mount -t tmpfs none "$folder" || exit 1; fi
  done
  exec "$0" "$@"`;
const UNSHARE = ['unshare', ['--user', '--map-root-user', '--mount', 'sh', '-c', WITHOUT_FONTS]] as const;

const canHideFonts =
  process.platform === 'linux' && spawnSync(UNSHARE[0], [...UNSHARE[1], 'true'], { stdio: 'ignore' }).status === 0;

function drawn(hideFonts: boolean): Drawn {
  const [command, before] = hideFonts ? UNSHARE : ['env', []];
  const output = execFileSync(command, [...before, process.execPath, script], {
    encoding: 'utf8',
    // Fonts of the user who runs the tests count as the machine's.
    env: { ...process.env, HOME: '/nonexistent' },
  });
  return JSON.parse(output) as Drawn;
}

function measured(character: string, weight: 400 | 600, family: string): number {
  const context = createCanvas(10, 10).getContext('2d');
  context.font = `${weight} 100px ${family}`;
  return context.measureText(character).width / 100;
}

/** Values of every key `name` in a nested configuration. */
function valuesOf(name: string, within: unknown): unknown[] {
  if (typeof within !== 'object' || within === null || ArrayBuffer.isView(within)) return [];
  return Object.entries(within as Record<string, unknown>).flatMap(([key, value]) =>
    key === name ? [value] : valuesOf(name, value),
  );
}

describe('the text of figures', () => {
  const letters = { latin: 'vanilsed01W−·…', 'latin-ext': 'őűšł', greek: 'αβμσλν' };

  it.each(Object.entries(letters))('is as wide as the letters of the shipped font: %s', (subset, characters) => {
    registerFonts();
    for (const weight of [400, 600] as const) {
      const file = interFile(subset, weight);
      for (const character of characters) {
        const expected = file.advance(character);
        expect(expected, `${character} is in the ${subset} file`).toBeDefined();
        // The canvas gives widths in float32 pixels of a letter of 100.
        expect(measured(character, weight, font(12).family), character).toBeCloseTo(expected ?? NaN, 4);
      }
    }
  });

  it('is in the shipped font, every word of it', () => {
    for (const figure of [
      lossesFigure(recordedLosses()),
      distributionFigure(recorded1D({ discriminator: true })),
      distributionFigure(recorded2D()),
    ]) {
      const { plugins, scales } = figure.options ?? {};
      const texts = [
        plugins?.title,
        plugins?.subtitle,
        plugins?.legend?.labels,
        ...Object.values(scales ?? {}).flatMap((axis) => [axis?.title, axis?.ticks]),
      ];
      for (const text of texts) expect(valuesOf('family', text)).toEqual([FONT_FAMILY]);
    }
  });

  it.skipIf(!canHideFonts)('is drawn on a machine that has no fonts at all, to the same bytes', () => {
    const bare = drawn(true);
    expect(bare.families).toBe(0);
    expect(bare.inkBefore).toBe(0);
    expect(bare.inkAfter).toBeGreaterThan(200);
    expect(bare.digests).toEqual(drawn(false).digests);
    expect(bare.boxes).toEqual([]);
  });

  it('has letters for names in every script, none an empty box', () => {
    const { boxes, digests } = drawn(false);
    expect(boxes).toEqual([]);
    expect(new Set(digests).size).toBe(digests.length);
  });
});
