import { expect, it } from 'vitest';
import { importLaw } from '../../../../src/main/workbench/data/import-law.ts';
import { tableColumns } from '../../../../src/main/workbench/data/csv-overview.ts';
import { temporaryWorkbench } from '../temporary-store.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const PEOPLE = ['who,height,weight', ...Array.from({ length: 20 }, (_, row) => `p${row},${160 + row},${50 + row}`)];
const refuse = () => Promise.reject(new Error('a table is no module'));
const noModule = { list: refuse, draw: refuse };

it('lists the columns of a table as a config names them, with and without a header', () => {
  expect(tableColumns(bytes(PEOPLE.join('\n')))).toEqual([
    { reference: 'who', name: 'who', isNumeric: false },
    { reference: 'height', name: 'height', isNumeric: true },
    { reference: 'weight', name: 'weight', isNumeric: true },
  ]);
  expect(tableColumns(bytes('1;2\n3;4'))).toEqual([
    { reference: 0, name: 'column 0', isNumeric: true },
    { reference: 1, name: 'column 1', isNumeric: true },
  ]);
  expect(tableColumns(bytes('x,x\n3,4')).map(({ reference }) => reference)).toEqual([0, 1]);
  expect(tableColumns(bytes(''))).toEqual([]);
});

it('takes the first column of numbers unless others are chosen', async () => {
  const { store } = temporaryWorkbench();
  const file = { field: 'target', name: 'people.csv', bytes: bytes(PEOPLE.join('\n')) } as const;
  const usual = await importLaw(file, store, noModule);
  expect(usual.law).toMatchObject({ law: 'csv', columns: ['height'] });
  expect(usual.summary).toBe('20 rows of height');
  const both = await importLaw({ ...file, columns: ['weight', 'height'] }, store, noModule);
  expect(both.law).toMatchObject({ columns: ['weight', 'height'] });
});
