/** Values in the cells of a grid, row by row from low y to high y, low x first. */
export interface CellValues {
  readonly columns: number;
  readonly rows: number;
  readonly density: ArrayLike<number>;
}

/**
 * The lines at a level between the middles of the cells (marching squares), x and y alternating, in shares of the grid's width and
 * height. A closed line ends where it begins; others end where the grid does.
 */
export function contourLines(grid: CellValues, level: number): Float64Array[] {
  const { links, sides } = crossedSides(grid, level);
  const lines: Float64Array[] = [];
  const take = (side: number) => {
    if (isLinked(links, side)) lines.push(placesOf(grid, level, walked(links, side)));
  };
  // Lines that end at the edge of the grid begin there.
  for (const side of sides.filter((one) => links[2 * one + 1] < 0)) take(side);
  sides.forEach(take);
  return lines;
}

/*
 * Memory that every call uses again, as in plane-density.ts: the links, which walking the lines leaves at -1, and whether each cell
 * is below the level.
 */
let freeLinks = new Int32Array(0);
let lowCells = new Uint8Array(0);

interface Crossed {
  /** Of each side of the grid the one or two crossed next to it; -1 where there is none. */
  readonly links: Int32Array;
  /** The sides that are crossed. */
  readonly sides: readonly number[];
}

/**
 * The sides between the middles of two cells that a line crosses. The side from a cell to the right has the cell's index, that
 * upwards as many more as there are cells.
 */
function crossedSides({ columns, rows, density }: CellValues, level: number): Crossed {
  const cells = columns * rows;
  if (lowCells.length < cells) {
    freeLinks = new Int32Array(4 * cells).fill(-1);
    lowCells = new Uint8Array(cells);
  }
  const [links, isLow] = [freeLinks, lowCells];
  const sides: number[] = [];
  const link = (side: number, next: number) => {
    const isFirst = links[2 * side] < 0;
    if (isFirst) sides.push(side);
    links[isFirst ? 2 * side : 2 * side + 1] = next;
  };
  // Whether each cell is below the level, as 1 or 0: the player asks for the lines of nine groups many times a second.
  for (let cell = 0; cell < cells; cell++) isLow[cell] = density[cell] < level ? 1 : 0;
  for (let row = 0; row < rows - 1; row++)
    for (let column = 0; column < columns - 1; column++) {
      const at = row * columns + column;
      const low = isLow[at] + isLow[at + 1] + isLow[at + columns] + isLow[at + columns + 1];
      if (low === 0 || low === 4) continue;
      // In their order around the square: two or four, two for each line through it.
      const crossed: number[] = [];
      if (isLow[at] !== isLow[at + 1]) crossed.push(at);
      if (isLow[at + 1] !== isLow[at + columns + 1]) crossed.push(cells + at + 1);
      if (isLow[at + columns + 1] !== isLow[at + columns]) crossed.push(at + columns);
      if (isLow[at + columns] !== isLow[at]) crossed.push(cells + at);
      for (let end = 0; end + 1 < crossed.length; end += 2) {
        link(crossed[end], crossed[end + 1]);
        link(crossed[end + 1], crossed[end]);
      }
    }
  return { links, sides };
}

function isLinked(links: Int32Array, side: number): boolean {
  return links[2 * side] >= 0 || links[2 * side + 1] >= 0;
}

/** The sides of the line from `start` on; its links are taken out. */
function walked(links: Int32Array, start: number): number[] {
  const sides = [start];
  for (let side = start; isLinked(links, side); sides.push(side)) {
    const slot = 2 * side + (links[2 * side] >= 0 ? 0 : 1);
    const next = links[slot];
    links[slot] = -1;
    links[2 * next + (links[2 * next] === side ? 0 : 1)] = -1;
    side = next;
  }
  return sides;
}

/** Where the line crosses its sides. */
function placesOf({ columns, rows, density }: CellValues, level: number, sides: readonly number[]): Float64Array {
  const cells = columns * rows;
  const places = new Float64Array(2 * sides.length);
  sides.forEach((side, index) => {
    const isUp = side >= cells;
    const cell = isUp ? side - cells : side;
    const [from, to] = [density[cell], density[cell + (isUp ? columns : 1)]];
    const share = (level - from) / (to - from);
    places[2 * index] = ((cell % columns) + 0.5 + (isUp ? 0 : share)) / columns;
    places[2 * index + 1] = (Math.floor(cell / columns) + 0.5 + (isUp ? share : 0)) / rows;
  });
  return places;
}
