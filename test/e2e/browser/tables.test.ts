import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { dropFiles } from './dropped.ts';
import { openForEach } from './each.ts';
import { targetFile } from './new-run.ts';
import type { OpenedWorkbench } from './opened.ts';

const TABLES = 'test/data/tables';

let workbench: OpenedWorkbench;

openForEach((opened) => (workbench = opened));

const newRun = () => workbench.page.getByRole('dialog', { name: 'New run' });
const question = () => newRun().getByRole('group', { name: 'Question about the file' });

async function choose(file: string): Promise<Locator> {
  await workbench.page.keyboard.press('Control+n');
  await (await targetFile(newRun())).setInputFiles(join(TABLES, file));
  return newRun();
}

const drop = (file: string) =>
  dropFiles(workbench.page, [{ name: file, content: readFileSync(join(TABLES, file)) }], /or a table to train on/);

describe('a table in the window', () => {
  it('with decimal commas between commas is read by a button, and trains', async () => {
    const drawer = await choose('pandas-quoted-decimal-comma.csv');
    await question()
      .getByText(/has decimal commas in column "height"/)
      .waitFor();
    // Nothing is trained on what came before, while the question stands.
    expect(await drawer.getByRole('button', { name: 'Launch' }).isDisabled()).toBe(true);
    await question().getByRole('button', { name: 'Read them as decimal commas' }).click();
    await drawer.getByText('24 rows of height; read with decimal commas').waitFor();
    await drawer.getByRole('img', { name: 'Target law pandas-quoted-decimal-comma.csv' }).waitFor();
    await drawer.getByLabel('Epochs', { exact: true }).fill('20');
    await drawer.getByRole('button', { name: 'Launch' }).click();
    await workbench.page.getByText('20 of 20 epochs').waitFor();
  });

  it('asks until it is answered, whatever else is changed meanwhile, or another law is taken', async () => {
    const drawer = await choose('pandas-quoted-decimal-comma.csv');
    const launch = drawer.getByRole('button', { name: 'Launch' });
    await question().waitFor();
    await drawer.getByLabel('First seed').fill('7');
    expect(await launch.isDisabled()).toBe(true);
    await drawer.getByRole('button', { name: 'JSON' }).click();
    expect(await launch.isDisabled()).toBe(true);
    await drawer.getByRole('button', { name: 'Fields' }).click();
    await question().getByRole('button', { name: 'Read them as decimal commas' }).click();
    await drawer.getByText('24 rows of height; read with decimal commas').waitFor();
    expect(await launch.isDisabled()).toBe(false);
    await (await targetFile(drawer)).setInputFiles(join(TABLES, 'many-missing.csv'));
    await question().waitFor();
    expect(await launch.isDisabled()).toBe(true);
    await drawer.getByLabel(/^Target(?:, changed)?$/).selectOption('laplace');
    await question().waitFor({ state: 'detached' });
    expect(await launch.isDisabled()).toBe(false);
  });

  it('of which much would be left out says how much, and leaves it out when told to', async () => {
    const drawer = await choose('many-missing.csv');
    await question()
      .getByText(/^8 of 24 rows of many-missing\.csv \(33\.3 %\) contain no number: line 2: column "height" is "NA"/)
      .waitFor();
    await question().getByRole('button', { name: 'Leave out these 8 rows' }).click();
    await drawer.getByText('16 of 24 rows of height; 8 lines skipped').waitFor();
  });

  it('says which columns are no measurements, and lets another be chosen where one holds text', async () => {
    const drawer = await choose('text-first.csv');
    await drawer.getByText('24 rows of height').waitFor();
    const column = drawer.getByLabel('Column', { exact: true });
    expect(await column.locator('option').allTextContents()).toEqual([
      'who (text)',
      'id (an index (1, 2, 3, …))',
      'height',
    ]);
    expect(await column.inputValue()).toBe('2');
    await column.selectOption('0');
    await question()
      .getByText(/column "who" contains text \(line 2: p, 0\), not numbers; choose a column of numbers: height/)
      .waitFor();
    await column.selectOption('1');
    await drawer.getByText('24 rows of id; id is an index (1, 2, 3, …)').waitFor();
  });
});

describe('a table dropped on the window', () => {
  it('opens New run with it', async () => {
    await drop('excel-german.csv');
    await newRun().getByText('24 rows of Größe; read with decimal commas').waitFor();
    await newRun().getByRole('img', { name: 'Target law excel-german.csv' }).waitFor();
  });

  it('is taken by the New run that shows its JSON, or by none', async () => {
    const { page } = workbench;
    await page.keyboard.press('Control+n');
    await newRun().getByRole('button', { name: 'JSON' }).click();
    await drop('plain.csv');
    await newRun().getByText('24 rows of height').waitFor();
    await newRun().getByRole('button', { name: 'JSON' }).click();
    await newRun().getByRole('textbox', { name: 'Config as JSON' }).fill('{');
    await drop('units-row.csv');
    await page.getByText('units-row.csv cannot be used: fix the JSON first.').waitFor();
    await newRun().getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.keyboard.press('Control+n');
    await newRun().getByLabel('Target', { exact: true }).waitFor();
    expect(await newRun().getByText('units-row.csv').count()).toBe(0);
  });

  it('is taken by the New run that is open, and a workbook is refused in words', async () => {
    await choose('plain.csv');
    await newRun().getByText('24 rows of height').waitFor();
    await newRun().getByLabel('Name', { exact: true }).fill('kept');
    await drop('units-row.csv');
    await newRun().getByText('24 rows of height; line 2 gives units').waitFor();
    expect(await newRun().getByLabel('Name', { exact: true }).inputValue()).toBe('kept');
    await drop('workbook.xlsx');
    await newRun()
      .getByText(/workbook\.xlsx is an Excel or LibreOffice workbook.*save the table as CSV/)
      .first()
      .waitFor();
  });
});
