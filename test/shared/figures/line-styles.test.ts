import { describe, expect, it } from 'vitest';
import { lineStyles, memberStyles, pointStyleOf, type LineStyle } from '../../../src/shared/figures/line-styles.ts';
import { LIGHT } from '../../../src/shared/figures/palette.ts';

const looks = (styles: readonly LineStyle[]) =>
  styles.map(({ colour, dash }) => `${LIGHT.runs[colour % LIGHT.runs.length]} ${dash.join()}`);

describe('lines beside each other', () => {
  it('keep their colour, and have dashes where another one has it as well', () => {
    const styles = lineStyles([0, 8, 1, 16]);
    expect(styles.map(({ colour }) => colour)).toEqual([0, 8, 1, 16]);
    expect(styles.map(({ dash }) => dash.length > 0)).toEqual([false, true, false, true]);
    expect(new Set(looks(styles)).size).toBe(4);
  });

  it('share no colour and dash, of however many runs of one colour', () => {
    for (const colours of [
      Array<number>(20).fill(0),
      Array<number>(64).fill(3),
      Array.from({ length: 200 }, (_, at) => at % 5),
    ]) {
      expect(new Set(looks(lineStyles(colours))).size).toBe(colours.length);
    }
  });

  it('have points of different forms where lines would have different dashes', () => {
    const styles = lineStyles(Array<number>(20).fill(0));
    const sameColour = styles.filter(({ colour }) => colour === 0);
    expect(new Set(sameColour.map(({ dash }) => pointStyleOf(dash))).size).toBe(sameColour.length);
  });
});

it('the seeds of a group are told from each other and from the group itself', () => {
  const rows = [3, 4, 3, 3].map((colour, index) => ({ run: { id: `run-${index}`, colour } }));
  const styles = memberStyles({ colour: 3, rows });
  const all = [{ colour: 3, dash: [] }, ...rows.flatMap(({ run }) => styles[run.id] ?? [])];
  expect(all).toHaveLength(5);
  expect(new Set(looks(all)).size).toBe(5);
});
