import { translucent, type Palette } from '../../shared/figures/palette.ts';
import { SMALL_POINTS } from '../../shared/figures/small-multiple.ts';
import { cssFont } from '../../shared/figures/font.ts';
import { SUBTITLE_FONT } from '../../shared/figures/theme.ts';
import type { GridPicture } from './grid.ts';

/** CSS pixels around a picture of several runs. */
export const MARGIN = 16;
export const LEGEND_LINE = 26;
const KEY = 10;

interface LegendFrame {
  readonly top: number;
  readonly width: number;
  readonly palette: Palette;
}

/** The legend of grey and of the runs' colours. */
function legendEntries({ tiles, hasAveraged }: GridPicture, palette: Palette) {
  const isPlane = tiles.some((tile) => tile.isPlane);
  const isPooled = tiles.some((tile) => tile.isPooled);
  const limit = isPlane ? ` (of points up to ${SMALL_POINTS})` : '';
  return [
    { text: 'target', colour: translucent(palette.target, 0.6) },
    { text: `generated samples${limit}, in the colour of the run`, colour: palette.generator },
    ...(isPooled && !isPlane
      ? [{ text: 'from the lowest to the highest seed', colour: translucent(palette.generator, 0.5) }]
      : []),
    ...(isPooled ? [{ text: 'tail mean ± standard deviation over the seeds', colour: undefined }] : []),
    ...(hasAveraged ? [{ text: 'averaged generator, as a line', colour: palette.text }] : []),
  ];
}

const KEY_ROOM = 1.6 * KEY;
const ENTRY_GAP = 2 * KEY;

/** What has no colour is words alone. */
const roomOfKey = ({ colour }: { readonly colour: string | undefined }) => (colour === undefined ? 0 : KEY_ROOM);

/** The entries of the legend, by lines of at most this width. */
export function legendLines(grid: GridPicture, width: number, palette: Palette, measuring: CanvasRenderingContext2D) {
  measuring.font = cssFont(SUBTITLE_FONT);
  const lines: (ReturnType<typeof legendEntries>[number] & { readonly x: number })[][] = [[]];
  let x = 0;
  for (const entry of legendEntries(grid, palette)) {
    const room = roomOfKey(entry) + measuring.measureText(entry.text).width;
    if (x > 0 && x + room > width) {
      lines.push([]);
      x = 0;
    }
    lines.at(-1)?.push({ ...entry, x });
    x += room + ENTRY_GAP;
  }
  return lines;
}

export function drawLegend(
  context: CanvasRenderingContext2D,
  grid: GridPicture,
  { top, width, palette }: LegendFrame,
): void {
  for (const [line, entries] of legendLines(grid, width, palette, context).entries()) {
    const y = top + LEGEND_LINE * (line + 0.5) - 3;
    for (const { text, colour, x } of entries) {
      if (colour !== undefined) {
        context.fillStyle = colour;
        context.fillRect(MARGIN + x, y - KEY / 2, KEY, KEY);
      }
      write(context, text, { x: MARGIN + x + roomOfKey({ colour }), y, colour: palette.text, width });
    }
  }
}

interface Written {
  readonly x: number;
  /** The middle of the line. */
  readonly y: number;
  readonly colour: string;
  /** The width from which a text is cut, with an ellipsis. */
  readonly width: number;
}

/** Gives how wide it is. */
export function write(context: CanvasRenderingContext2D, text: string, { x, y, colour, width }: Written): number {
  context.fillStyle = colour;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  let shown = text;
  while (shown.length > 1 && context.measureText(shown).width > width) shown = `${shown.slice(0, -2)}…`;
  context.fillText(shown, x, y);
  return context.measureText(shown).width;
}
