import { expect, it } from 'vitest';
import { importLaw } from '../../../../src/main/files/data/import-law.ts';
import { tableColumns } from '../../../../src/main/files/data/csv-overview.ts';
import { temporaryWorkbench } from '../../runs/temporary-store.ts';
import { imported } from './imported.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const PEOPLE = [
  ',who,id,height,born,site',
  ...Array.from(
    { length: 20 },
    (_, row) => `${row},p${row},${300 + ((7 * row) % 20)},${160 + ((row * 7) % 11)},2001-02-03,4`,
  ),
];
const unused = () => Promise.reject(new Error('a table is no module'));
const noModule = { list: unused, draw: unused };

it('lists the columns of a table as a config names them, with and without a header, and what each holds', () => {
  expect(tableColumns(bytes(PEOPLE.join('\n')))).toEqual([
    { reference: 0, name: 'column 0', kind: 'index', holds: 'an index (0, 1, 2, …)' },
    { reference: 'who', name: 'who', kind: 'text', holds: 'text' },
    { reference: 'id', name: 'id', kind: 'index', holds: 'an index: it numbers the rows' },
    { reference: 'height', name: 'height', kind: 'numbers', holds: 'numbers' },
    { reference: 'born', name: 'born', kind: 'text', holds: 'dates' },
    { reference: 'site', name: 'site', kind: 'constant', holds: '4 throughout' },
  ]);
  expect(tableColumns(bytes('1;2\n3;4'))).toMatchObject([
    { reference: 0, name: 'column 0', kind: 'numbers' },
    { reference: 1, name: 'column 1', kind: 'numbers' },
  ]);
  expect(tableColumns(bytes('x,x\n3,4')).map(({ reference }) => reference)).toEqual([0, 1]);
  expect(tableColumns(bytes(''))).toEqual([]);
});

it('takes the first named column of measurements unless others are chosen, and says what a chosen one is', async () => {
  const { store } = temporaryWorkbench();
  const file = { field: 'target', name: 'people.csv', bytes: bytes(PEOPLE.join('\n')) } as const;
  const choose = async (columns?: readonly (string | number)[]) => importLaw({ ...file, columns }, store, noModule);
  const usual = imported(await choose());
  expect(usual.law).toMatchObject({ law: 'csv', columns: ['height'] });
  expect(usual.summary).toBe('20 rows of height');
  expect(usual.taken).toEqual([3]);
  const both = imported(await choose(['id', 'height']));
  expect(both.law).toMatchObject({ columns: ['id', 'height'] });
  expect(both.summary).toBe('20 rows of id and height; id is an index: it numbers the rows');
  expect(imported(await choose([0])).summary).toBe('20 rows of column 0; column 0 is an index (0, 1, 2, …)');
  expect(await choose(['who'])).toMatchObject({
    kind: 'asks',
    question:
      'In people.csv, column "who" contains text (line 2: p0), not numbers; choose a column of numbers: height.',
    answers: [],
  });
});

it('does not take unnamed distinct whole numbers for an index', async () => {
  const { store } = temporaryWorkbench();
  const counts = bytes(Array.from({ length: 20 }, (_, row) => (row * 37) % 101).join('\n'));
  const outcome = await importLaw(
    { field: 'target', name: 'counts.csv', bytes: counts, columns: [0] },
    store,
    noModule,
  );
  expect(imported(outcome).summary).toBe('20 rows of column 0');
});
