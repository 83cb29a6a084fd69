import { CsvError, parse } from 'csv-parse/sync';
import { WorkbenchError } from '../../shared/errors.ts';
import { isName, parseCell } from './data/csv-number.ts';
import { detectDelimiter } from './data/delimiter.ts';
import { withPlainLineEnds } from './data/line-ends.ts';
import { decodeText } from './data/text-encoding.ts';

const QUOTED_LINES = 5;

/**
 * Latent vectors from a table with one row a vector and one column a coordinate, with or without a header:
 * `[rows, dimension]`, rounded to float32. Throws `bad-latent` with the lines that are not right. `name` is for messages.
 */
export function parseLatentVectors(bytes: Uint8Array, name: string, dimension: number): Float32Array {
  const text = decodeText(bytes);
  if (text === undefined) throw bad(`${name} is not a text file; save the latent vectors as CSV.`);
  const rows = readRows(withPlainLineEnds(text), name);
  const first = rows.at(0);
  const vectors = first?.cells.some(isName) === true ? rows.slice(1) : rows;
  if (vectors.length === 0) throw bad(`${name} holds no latent vector; give one a row.`);
  const faults: string[] = [];
  const values = new Float32Array(vectors.length * dimension);
  vectors.forEach(({ cells, line }, index) => {
    const fault = readVector(cells, values.subarray(index * dimension, (index + 1) * dimension));
    if (fault !== undefined) faults.push(`line ${line}: ${fault}`);
  });
  if (faults.length > 0) {
    const more = faults.length > QUOTED_LINES ? `; and ${faults.length - QUOTED_LINES} more lines` : '';
    const needed = dimension === 1 ? 'one number a row' : `${dimension} numbers a row`;
    throw bad(`${name} needs ${needed}: ${faults.slice(0, QUOTED_LINES).join('; ')}${more}.`);
  }
  return values;
}

interface Row {
  readonly cells: readonly string[];
  /** Counted from 1. */
  readonly line: number;
}

function readRows(text: string, name: string): Row[] {
  const rows: Row[] = [];
  let lastLine = 0;
  try {
    parse(text, {
      bom: true,
      delimiter: detectDelimiter(text),
      relax_column_count: true,
      relax_quotes: true,
      record_delimiter: '\n',
      on_record: (cells: string[], { lines }) => {
        rows.push({ cells, line: lastLine + 1 });
        lastLine = lines;
        return null;
      },
    });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw bad(`${name} cannot be read from line ${lastLine + 1} on: ${cause.message}.`);
  }
  while (rows.at(-1)?.cells.every((cell) => cell.trim() === '')) rows.pop();
  return rows;
}

/** Writes the numbers of a row into `vector`, or gives what is wrong with them. */
function readVector(cells: readonly string[], vector: Float32Array): string | undefined {
  if (cells.length !== vector.length) {
    return `there ${cells.length === 1 ? 'is 1 value' : `are ${cells.length} values`}, not ${vector.length}`;
  }
  for (const [index, cell] of cells.entries()) {
    const value = parseCell(cell);
    if (typeof value === 'string') return `value ${index + 1} ${value}`;
    vector[index] = value;
  }
  return undefined;
}

function bad(message: string): WorkbenchError {
  return new WorkbenchError('bad-latent', message);
}
