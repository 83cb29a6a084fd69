import { columnOf, type SeriesChunk, type SeriesColumn } from './series.ts';

function joinedArrays(parts: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Joins consecutive chunks into one. A column that a chunk does not have is NaN there. */
export function joinedChunks(chunks: readonly SeriesChunk[]): SeriesChunk {
  const keys = new Set(chunks.flatMap(({ columns }) => Object.keys(columns)));
  const columnsOf = (key: string) =>
    chunks.map((chunk): SeriesColumn => {
      const nothing = new Float64Array(chunk.from.length).fill(NaN);
      return columnOf(chunk, key) ?? { mean: nothing, low: nothing, high: nothing };
    });
  const column = (key: string): SeriesColumn => {
    const parts = columnsOf(key);
    const mean = joinedArrays(parts.map((part) => part.mean));
    if (parts.every((part) => part.low === part.mean)) return { mean, low: mean, high: mean };
    return { mean, low: joinedArrays(parts.map(({ low }) => low)), high: joinedArrays(parts.map(({ high }) => high)) };
  };
  return {
    from: joinedArrays(chunks.map(({ from }) => from)),
    to: joinedArrays(chunks.map(({ to }) => to)),
    count: joinedArrays(chunks.map(({ count }) => count)),
    columns: Object.fromEntries([...keys].map((key) => [key, column(key)])),
  };
}
