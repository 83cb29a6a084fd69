import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectDelimiter } from '../../../../src/main/files/data/delimiter.ts';
import { eachRow, firstRows, type Row } from '../../../../src/main/files/data/table-rows.ts';

type Delimiter = Parameters<typeof eachRow>[1];

function rowsOf(text: string, delimiter: Delimiter, most?: number): Row[] {
  const rows: Row[] = [];
  eachRow(text, delimiter, (row) => rows.push(row), most);
  return rows;
}

/** As csv-parse splits a text in which no value holds a line end. */
function parsedRows(text: string, delimiter: Delimiter): Row[] {
  const records: string[][] = parse(text, {
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    record_delimiter: '\n',
    trim: true,
  });
  return records.map((cells, index) => ({ cells, line: index + 1 }));
}

const CHARACTERS = Array.from('0123456789.-+e,;|\t \u00a0\u2028\ufeff\u0085é😀\n\n');
const texts = fc.string({ unit: fc.constantFrom(...CHARACTERS), maxLength: 60 });
const delimiters = fc.constantFrom<Delimiter>('\t', ';', ',', '|');

describe('a table without quotes', () => {
  it('is split into the same cells, blanks and lines as csv-parse splits it', () => {
    fc.assert(
      fc.property(texts, delimiters, (text, delimiter) => {
        expect(rowsOf(text, delimiter)).toEqual(parsedRows(text, delimiter));
      }),
      { numRuns: 3000 },
    );
  });

  it('returns only the requested first lines', () => {
    expect(rowsOf('1,2\n\n3,4\n5,6\n', ',', 3).map(({ line }) => line)).toEqual([1, 2, 3]);
    expect(rowsOf('"1",2\n\n3,4\n5,6\n', ',', 3).map(({ line }) => line)).toEqual([1, 2, 3]);
  });

  it('does not take what stands below a comment for the comment’s line', () => {
    expect(rowsOf('1,2\n\u0001\n3,4', ',')).toEqual([
      { cells: ['1', '2'], line: 1 },
      { cells: ['3', '4'], line: 3 },
    ]);
  });
});

describe('the first rows of a table', () => {
  const quoted = fc.string({ unit: fc.constantFrom(...CHARACTERS, '"', '"'), maxLength: 60 });

  it('are those that all of its beginning has first, with quotes or without, cut off or whole', () => {
    fc.assert(
      fc.property(quoted, delimiters, fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 4 }), (...given) => {
        const [text, delimiter, characters, most] = given;
        const all = firstRows(text, delimiter, characters, Infinity);
        expect(firstRows(text, delimiter, characters, most)).toEqual(all.slice(0, most));
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['1 2\n3 4\n', ' '],
    ['a\tb\n1\t2\n', '\t'],
    ['1,5;2,5\n3,5;4,5\n', ';'],
    ['1,2\n3,4\n', ','],
    ['1|2\n3|4\n', '|'],
    ['1.5\n2.5\n', ','],
  ])('show what separates the values of %j', (text, delimiter) => {
    expect(detectDelimiter(text)).toBe(delimiter);
  });
});
