import { WorkbenchError } from '../../shared/errors.ts';
import { outOfRange, readCell, valueWith, type DecimalMark } from './data/csv-number.ts';
import { MarkEvidence } from './data/decimal-mark.ts';
import { tableLayout } from './data/table-layout.ts';
import { eachRow, TableFault, type Delimiter, type Row } from './data/table-rows.ts';
import { noTable, tableText } from './data/table-text.ts';

const QUOTED_LINES = 5;

/**
 * Latent vectors from a table with one row a vector and one column a coordinate, with or without a header, in any notation
 * that a target's table may have: `[rows, dimension]`, rounded to float32. Throws `bad-latent` with the lines that are not
 * right. `name` is for messages.
 */
export function parseLatentVectors(bytes: Uint8Array, name: string, dimension: number): Float32Array {
  const table = tableText(bytes);
  const foreign = noTable(bytes, table?.text);
  if (table === undefined || foreign !== undefined) throw bad(`${name} ${foreign ?? 'is not a text file'}.`);
  const layout = tableLayout(table);
  const rows = rowsFrom(layout.firstLine, table.text, layout.delimiter, name);
  if (rows.length === 0) throw bad(`${name} contains no latent vectors; write one per row.`);
  const mark = decimalMark(rows, name);
  const faults: string[] = [];
  const values = new Float32Array(rows.length * dimension);
  rows.forEach(({ cells, line }, index) => {
    const fault = readVector(cells, mark, values.subarray(index * dimension, (index + 1) * dimension));
    if (fault !== undefined) faults.push(`line ${line}: ${fault}`);
  });
  if (faults.length > 0) {
    const more = faults.length > QUOTED_LINES ? `; and ${faults.length - QUOTED_LINES} more lines` : '';
    const needed = dimension === 1 ? 'one number a row' : `${dimension} numbers a row`;
    throw bad(`${name} needs ${needed}: ${faults.slice(0, QUOTED_LINES).join('; ')}${more}.`);
  }
  return values;
}

function rowsFrom(firstLine: number, text: string, delimiter: Delimiter, name: string): Row[] {
  const rows: Row[] = [];
  try {
    eachRow(text, delimiter, (row) => {
      if (row.line >= firstLine) rows.push(row);
    });
  } catch (fault) {
    if (!(fault instanceof TableFault)) throw fault;
    throw bad(`${name} cannot be read from line ${fault.line} on: ${fault.problem}.`);
  }
  while (rows.at(-1)?.cells.every((cell) => cell === '')) rows.pop();
  return rows;
}

/** The decimal mark that the numbers show together. Throws `bad-latent` where all of them are ambiguous. */
function decimalMark(rows: readonly Row[], name: string): DecimalMark {
  const evidence = new MarkEvidence();
  for (const { cells, line } of rows) {
    for (const cell of cells.map(readCell)) if (cell.kind === 'number') evidence.add(cell, line);
  }
  const { only, either, examples } = evidence;
  if (only.comma > 0 && only.point === 0) return 'comma';
  if (only.point === 0 && either.comma > 0) {
    const { written, line } = examples.either ?? { written: '', line: 0 };
    throw bad(`In ${name}, ${written} (line ${line}) is ambiguous; write decimals with a point.`);
  }
  return 'point';
}

/** Writes the numbers of a row into `vector`, or gives the error of the row. */
function readVector(cells: readonly string[], mark: DecimalMark, vector: Float32Array): string | undefined {
  if (cells.length !== vector.length) {
    return `there ${cells.length === 1 ? 'is 1 value' : `are ${cells.length} values`}, not ${vector.length}`;
  }
  for (const [index, text] of cells.entries()) {
    const cell = readCell(text);
    if (cell.kind !== 'number') return `value ${index + 1} ${cell.reason}`;
    const value = valueWith(cell, mark);
    if (value === undefined)
      return `value ${index + 1} is ${cell.written}, with a different decimal mark than the others`;
    const problem = outOfRange(value, cell.written);
    if (problem !== undefined) return `value ${index + 1} ${problem}`;
    vector[index] = value;
  }
  return undefined;
}

function bad(message: string): WorkbenchError {
  return new WorkbenchError('bad-latent', message);
}
