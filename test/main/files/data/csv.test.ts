import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCsv, readCsv } from '../../../../src/main/files/data/csv.ts';
import type { ColumnReference } from '../../../../src/main/files/data/csv-columns.ts';
import { WorkbenchError } from '../../../../src/shared/errors.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const TEN = Array.from({ length: 10 }, (_, index) => index);

interface Options {
  readonly columns?: ColumnReference[];
  readonly invalid_rows?: 'refuse' | 'skip' | 'skip_any';
}

function parsed(content: string | Uint8Array, { columns = [0], invalid_rows = 'refuse' }: Options = {}) {
  const given = typeof content === 'string' ? bytes(content) : content;
  return parseCsv(given, 'folder/data.csv', { columns, invalid_rows });
}

function refusal(run: () => unknown): WorkbenchError {
  try {
    run();
  } catch (error) {
    if (error instanceof WorkbenchError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

const refused = (content: string | Uint8Array, options?: Options) => refusal(() => parsed(content, options));

/** A table with a header, columns x and y, and the given lines in the place of the rows 3 and on. */
const withLines = (...lines: string[]) =>
  ['x,y', '0,0', '1,10', ...lines, ...TEN.map((index) => `${index},${10 * index}`)].join('\n');

describe('columns', () => {
  const table = `x,y,label\n${TEN.map((index) => `${index},${index / 4},a`).join('\n')}\n`;

  it('are found by header or by index, one or two, in the order asked for', () => {
    expect([...parsed(table, { columns: ['x'] }).values]).toEqual(TEN);
    expect([...parsed(table, { columns: [1] }).values]).toEqual(TEN.map((index) => index / 4));
    const both = parsed(table, { columns: ['y', 0] });
    expect(both.columns).toEqual(['y', 'x']);
    expect([...both.values.subarray(0, 6)]).toEqual([0, 0, 0.25, 1, 0.5, 2]);
    expect(both.values).toHaveLength(20);
  });

  it('are found by a name whose accents are composed or not, and keep the name that the file has', () => {
    const [composed, decomposed] = (['NFC', 'NFD'] as const).map((form) => 'étendue'.normalize(form));
    for (const [inFile, typed] of [
      [composed, decomposed],
      [decomposed, composed],
    ]) {
      const found = parsed(table.replace('x,', `${inFile},`), { columns: [typed] });
      expect([found.columns, [...found.values]]).toEqual([[inFile], TEN]);
    }
  });

  it('of a table without a header are named by index, and its first row is data', () => {
    const bare = parsed(TEN.map((index) => `${index},text`).join('\n'));
    expect(bare.columns).toEqual(['column 0']);
    expect([...bare.values]).toEqual(TEN);
  });

  it('that do not exist are refused with a list of the existing ones', () => {
    expect(refused(table, { columns: ['z'] }).message).toBe(
      'data.csv has no column "z": its columns are "x", "y", "label".',
    );
    expect(refused(table, { columns: [3] }).message).toBe('data.csv has no column 3: it has 3 columns; use 0 to 2.');
    expect(refused(table, { columns: ['z'] })).toMatchObject({ code: 'bad-data', path: 'target.columns' });
    expect(refused('1,2\n3,4\n', { columns: ['x'] }).message).toBe(
      'data.csv has no column "x": it has no header, so name columns by index from 0.',
    );
  });

  it('that are ambiguous or the same are refused', () => {
    expect(refused('x,x\n1,2\n', { columns: ['x'] }).message).toContain('more than one column "x"');
    expect(refused(table, { columns: ['x', 0] }).message).toContain('are the same column');
  });
});

describe('holes', () => {
  const holes = withLines('2,', '3', 'abc,5', '4,NaN', '7;5,70', '-inf,1', '5,1e60', '6,60,600', '', '8,80');
  const columns = ['x', 'y'];

  it('are refused by line number, column and value', () => {
    const { message, code, path } = refused(withLines('2,', 'abc,5', '4,NaN', '8,80'), { columns });
    expect(message).toBe(
      'data.csv has 3 rows with a missing or non-numeric value: line 4: column "y" is missing; ' +
        'line 5: column "x" is "abc", not a number; line 6: column "y" is NaN, not a finite number. ' +
        'Correct the file, or set target.invalid_rows to skip_any, because they are 18.8 % of all rows.',
    );
    expect([code, path]).toEqual(['bad-data', 'target.file']);
  });

  it('are counted when there are many, and the first five are quoted', () => {
    const { message } = refused(holes, { columns });
    expect(message).toContain('has 9 rows');
    expect(message).toContain('line 8: column "x" is "7;5", not a number; and 4 more');
  });

  it('are skipped when asked, each with its line and reason', () => {
    const { values, skippedLines } = parsed(holes, { columns, invalid_rows: 'skip_any' });
    expect(skippedLines).toEqual([
      { line: 4, reason: 'column "y" is missing' },
      { line: 5, reason: 'column "y" is missing' },
      { line: 6, reason: 'column "x" is "abc", not a number' },
      { line: 7, reason: 'column "y" is NaN, not a finite number' },
      { line: 8, reason: 'column "x" is "7;5", not a number' },
      { line: 9, reason: 'column "x" is -inf, not a finite number' },
      { line: 10, reason: 'column "y" is 1e60, beyond what a 32-bit number holds' },
      { line: 11, reason: 'there are 3 values where the first row has 2' },
      { line: 12, reason: 'the line is blank' },
    ]);
    expect([...values.subarray(0, 8)]).toEqual([0, 0, 1, 10, 8, 80, 0, 0]);
  });

  it('in columns that are not wanted do not matter', () => {
    expect(parsed(withLines('2,', '3,none'), { columns: ['x'] }).values).toHaveLength(14);
  });

  it('in the first row of a table without a header do not make it a header', () => {
    expect(refused(`NaN\n${TEN.join('\n')}`).message).toContain('line 1: column 0 is NaN');
    expect(refused(`,1\n${TEN.map((index) => `${index},1`).join('\n')}`).message).toContain(
      'line 1: column 0 is missing',
    );
  });

  it('that leave fewer than 10 rows are refused', () => {
    expect(refused('1\n2\n3\n').message).toBe(
      'data.csv has 3 rows of numbers; at least 10 are needed, because a fifth is held out as the test set for distances.',
    );
    expect(refused('x\n1\nabc\n', { invalid_rows: 'skip' }).message).toContain(
      'has 1 row of numbers, after 1 that were skipped (line 3: column "x" is "abc", not a number);',
    );
    expect(refused('x,y\n', { columns: ['x'] }).message).toContain('has 0 rows of numbers');
    expect(parsed(TEN.join('\n')).values).toHaveLength(10);
  });
});

describe('the ways programs write tables', () => {
  const numbers = TEN.map((index) => index / 8 - 0.5);

  it('with a byte order mark, CRLF and quotes', () => {
    const text = `\uFEFF"x, in m",y\r\n${numbers.map((value) => `"${value}",1`).join('\r\n')}\r\n\r\n`;
    const { columns, values } = parsed(text, { columns: ['x, in m'] });
    expect(columns).toEqual(['x, in m']);
    expect([...values]).toEqual(numbers);
  });

  it.each([
    ['first CRLF, then LF', '\r\n', '\n'],
    ['first LF, then CRLF', '\n', '\r\n'],
    ['first CR alone, then CRLF', '\r', '\r\n'],
    ['CRLF that was written twice', '\r\r\n', '\r\r\n'],
  ])('with lines that end in %s: every row is read', (_, first, then) => {
    const rows = Array.from({ length: 40 }, (__, row) => `${row},${row / 8}`);
    const text = `x,y${first}${rows.map((row, index) => row + (index < 20 ? first : then)).join('')}`;
    const { values, skippedLines } = parsed(text, { columns: ['y'], invalid_rows: 'skip' });
    expect([...values]).toEqual(rows.map((__, row) => row / 8));
    expect(skippedLines).toEqual([]);
    expect(refused(`${text}1,tall${then}`, { columns: ['y'] }).message).toContain('line 42: column "y" is "tall"');
  });

  it.each([
    ['semicolons', ';'],
    ['tabs', '\t'],
    ['spaces', ' '],
  ])('with %s', (_, delimiter) => {
    const text = numbers.map((value) => `${value}${delimiter}2`).join('\n');
    expect([...parsed(`x${delimiter}y\n${text}`, { columns: ['x'] }).values]).toEqual(numbers);
    expect([...parsed(text, { columns: [1] }).values]).toEqual(TEN.map(() => 2));
  });

  it('with semicolons and decimal commas', () => {
    const { values } = parsed(TEN.map((index) => `${index},5;1`).join('\n'));
    expect([...values]).toEqual(TEN.map((index) => index + 0.5));
  });

  it('with a few decimal commas among decimal points, whose rows are no numbers', () => {
    const rows = Array.from({ length: 40 }, (_, row) => (row === 7 ? '7,5;1' : `${row}.5;1`));
    const { values, skippedLines } = parsed(rows.join('\n'), { invalid_rows: 'skip' });
    expect(values).toHaveLength(39);
    expect(skippedLines).toEqual([
      { line: 8, reason: 'column 0 is "7,5", with a decimal comma unlike the other rows' },
    ]);
  });

  it('with semicolons and lines of different lengths', () => {
    const { skippedLines } = parsed(`x;y\n1\n${TEN.map((index) => `${index};1`).join('\n')}`, {
      columns: ['y'],
      invalid_rows: 'skip_any',
    });
    expect(skippedLines).toEqual([{ line: 2, reason: 'column "y" is missing' }]);
  });

  it('with exponents, signs and bare points', () => {
    const cells = ['1e-3', '+2.5E2', '-.5', '3.', '0', '-0', '1', '2', '3', '4'];
    expect([...parsed(cells.join('\n')).values]).toEqual([0.001, 250, -0.5, 3, 0, -0, 1, 2, 3, 4]);
    expect(refused(withLines('0x10,1')).message).toContain('hexadecimal numbers (line 4: 0x10)');
  });

  it('with values that hold line ends: a row is where it begins', () => {
    const text = `x,note\n${TEN.map((index) => `${index},"two\nlines"`).join('\n')}\nabc,"two\nlines"\n`;
    expect(refused(text).message).toContain('line 22: column "x" is "abc"');
  });

  it('in UTF-16 and Windows-1252', () => {
    const text = `Größe\n${numbers.join('\n')}`;
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
    for (const content of [utf16, Buffer.from(text, 'latin1')]) {
      expect([...parsed(content, { columns: ['Größe'] }).values]).toEqual(numbers);
    }
  });

  it('with spaces in the header of their only column', () => {
    expect([...parsed(`my own column\n${numbers.join('\n')}`, { columns: ['my own column'] }).values]).toEqual(numbers);
  });

  it('with a quote in the middle of a value, which is not a number', () => {
    expect(refused(withLines('2"3,1'), { columns: ['x'] }).message).toContain(
      'contains letters or signs after the numbers (such as a unit) (line 4: 2"3)',
    );
  });

  it('with a quote that never closes: the line is named', () => {
    expect(refused(withLines('2,"3', '4,5')).message).toBe(
      'data.csv cannot be read from line 4 on: a quote is not closed.',
    );
  });
});

describe('files', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'csv-'))));
  afterAll(() => rmSync(folder, { recursive: true }));
  const wanted = { columns: [0], invalid_rows: 'refuse' } as const;
  const written = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const read = (path: string) => readCsv(path, { ...wanted, columns: [0] }).dataset;

  it('are read with the digest of their content', () => {
    const content = TEN.join('\n');
    const dataset = read(written('ten.csv', content));
    expect(dataset.digest).toBe(createHash('sha256').update(content).digest('hex'));
    expect(dataset.name).toBe('ten.csv');
    expect([...dataset.values]).toEqual(TEN);
  });

  it('that are empty, blank or no text are refused', () => {
    expect(refusal(() => read(written('empty.csv', ''))).message).toBe(
      'empty.csv is empty; it needs at least 10 rows.',
    );
    expect(refusal(() => read(written('blank.csv', '\n\n  \n'))).message).toContain('is empty');
    const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]);
    expect(refusal(() => read(written('figure.csv', png))).message).toBe(
      'figure.csv is not a text file; save the table as CSV.',
    );
  });

  it('that are missing, folders or too large are refused', () => {
    expect(refusal(() => read(join(folder, 'none.csv')))).toMatchObject({
      code: 'file-not-found',
      path: 'target.file',
      message: `CSV file ${join(folder, 'none.csv')} does not exist; check the path.`,
    });
    expect(refusal(() => read(folder))).toMatchObject({ code: 'file-unreadable' });
    const huge = written('huge.csv', '');
    truncateSync(huge, 200_000_001);
    expect(refusal(() => read(huge))).toMatchObject({ code: 'file-too-large' });
    expect(refusal(() => read(huge)).message).toContain('is 201 MB; at most 200 MB are read.');
  });
});
