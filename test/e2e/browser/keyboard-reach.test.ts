import type { Locator, Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { dismiss } from './dismiss.ts';
import { workbenchOfEach } from './each.ts';
import { reloadWindow } from './opened.ts';
import { recordHandlers, tabThrough, type Control } from './reach.ts';
import { recordForViews, Views, type View } from './views.ts';

/**
 * Elements that take the pointer and are not stops of Tab, with what does the same by keyboard. Each is shown to do so below, or in the
 * test that is named.
 */
const STAND_INS: readonly (readonly [element: RegExp, by: string])[] = [
  [/^row/, 'the arrow keys of the list; Ctrl+Space adds a row; F2 renames; in the legend its button'],
  [/^button\.quiet\.star/, 'S stars what is selected'],
  [/^button\.quiet “(?:Unf|F)old /, '← and → fold and unfold'],
  [/^span\.edge/, 'Shift+← and → on the title of the column'],
  [/^presentation\.listing/, 'the button beside it, and [, show and hide the list'],
  [/^section\.detail/, 'Escape closes the list that lies over it: run-list.test.ts'],
  [/^option/, 'the arrow keys of the list of commands'],
  [/^tab/, 'the arrow keys of the tabs'],
  [/^div\.menu/, 'closes where one of its buttons is pressed, by key as well'],
];

describe('by keyboard', () => {
  const recorded = recordForViews();
  const open = workbenchOfEach();
  let page: Page;
  let views: Views;

  beforeEach(async () => {
    ({ page } = await open({ store: recorded.store }));
    await recordHandlers(page);
    await reloadWindow(page);
    await page.getByRole('treegrid', { name: 'Runs' }).waitFor();
    views = new Views(page, recorded);
  });

  const isStoodFor = ({ what, pointer, inside }: Control) =>
    (pointer.length === 0 && inside !== '') || STAND_INS.some(([element]) => element.test(what));

  it('every element that can be used is reached by Tab, or by the arrow keys of its widget, and seen there', async () => {
    const more: readonly View[] = [
      [
        'the export of a chart',
        () => views.showRun('line'),
        () => page.getByRole('button', { name: /^Export line-distribution/ }).press('Enter'),
        () => page.getByRole('button', { name: 'Save PNG' }).waitFor(),
      ],
      ['what if', () => dismiss(page), () => page.getByRole('button', { name: 'What if…' }).press('Enter')],
      [
        'the config, with its numbers',
        () => dismiss(page),
        () => views.goTo(`#/runs/${recorded.runs.line}?tab=config`),
        () => page.getByRole('spinbutton', { name: 'Generator learning rate' }).waitFor(),
      ],
      [
        'touch',
        () => page.getByRole('spinbutton', { name: 'Generator learning rate' }).press('ArrowRight'),
        () => page.getByRole('button', { name: /^Keep as/ }).waitFor(),
      ],
      [
        'a study',
        () => page.getByRole('button', { name: 'Discard' }).press('Enter'),
        () => views.compare(recorded.groups.slice(0, 2)),
        () => page.getByRole('button', { name: 'Save as study' }).press('Enter'),
        () => page.getByRole('textbox', { name: /notes/i }).waitFor(),
      ],
    ];
    for (const [name, ...steps] of [...views.all, ...more]) {
      for (const step of steps) await step();
      const { controls, unseen, keyless } = await tabThrough(page);
      const missed = controls.filter((one) => !one.isReached && !isStoodFor(one));
      expect
        .soft(
          missed.map(({ what, pointer }) => `${what}: ${pointer.join()}`),
          name,
        )
        .toEqual([]);
      expect.soft(unseen, `${name}: the focus is not seen`).toEqual([]);
      expect.soft(keyless, `${name}: no key`).toEqual([]);
      expect(controls.filter(({ isReached }) => isReached).length, name).toBeGreaterThan(0);
    }
  }, 300_000);

  const picture = (chart: Locator) =>
    chart.locator('canvas').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  const section = (name: string) => page.getByRole('region', { name, exact: true });

  it('a chart of epochs has the crosshair, the zoom and the seek that the pointer has', async () => {
    await views.showRun('line');
    const losses = section('Losses');
    const said = () => losses.locator('.values').innerText();
    const canvas = losses.locator('canvas[data-axes]');
    const [left, top, width, height] = ((await canvas.getAttribute('data-axes')) ?? '').split(' ').map(Number);
    const box = (await canvas.boundingBox()) ?? { x: 0, y: 0 };
    await page.mouse.move(box.x + left + width / 2, box.y + top + height / 2);
    const pointed = await said();
    await page.mouse.move(1, 1);
    const crosshair = losses.getByRole('slider', { name: /^Values of Losses/ });
    await crosshair.press('ArrowRight');
    expect(await said()).toBe(pointed);
    expect(await section('Metrics').locator('.values').innerText()).toContain(
      /^Epoch \d+/.exec(pointed)?.[0] ?? 'none',
    );
    await crosshair.press('ArrowRight');
    expect(await said()).not.toBe(pointed);
    const epoch = Number(/^Epoch (\d+)/.exec(await said())?.[1]);
    await crosshair.press('Enter');
    await page.locator(`[data-epoch="${epoch}"]`).waitFor();
    await crosshair.press('Escape');
    const whole = await picture(losses);
    await crosshair.press('+');
    await expect.poll(() => picture(losses)).not.toBe(whole);
    const zoomed = await picture(losses);
    await crosshair.press('+');
    await expect.poll(() => picture(losses)).not.toBe(zoomed);
    await crosshair.press('0');
    await expect.poll(() => picture(losses)).toBe(whole);
    await crosshair.press('+');
    await expect.poll(() => picture(losses)).toBe(zoomed);
    await crosshair.press('-');
    await expect.poll(() => picture(losses)).toBe(whole);
  });

  it('the pictures of a run have the crosshair that the pointer has, in step', async () => {
    await views.showRun('line');
    const generator = section('Generator').getByRole('slider', { name: /^Values along z/ });
    await generator.press('ArrowRight');
    expect(await section('Generator').locator('.values').innerText()).toMatch(/^z = .*\n.*G\(z\) /s);
    expect(await section('Distribution').locator('.values').innerText()).toMatch(/^x = .*\n.*D\(x\) /s);
    const before = await section('Generator').locator('.values').innerText();
    await generator.press('Shift+ArrowLeft');
    expect(await section('Generator').locator('.values').innerText()).not.toBe(before);
    await generator.press('Escape');
    expect(await page.locator('.values').count()).toBe(0);
  });

  it('a legend hides and shows a line, and says so', async () => {
    await views.showRun('line');
    const before = await picture(section('Losses'));
    const entry = section('Losses').getByRole('button', { name: /^generator/ });
    await entry.press('Enter');
    expect(await entry.getAttribute('aria-pressed')).toBe('false');
    await expect.poll(() => picture(section('Losses'))).not.toBe(before);
    await entry.press('Space');
    await expect.poll(() => picture(section('Losses'))).toBe(before);
  });

  it('the legend of a comparison isolates, hides and is put in another order; its tabs follow the arrow keys', async () => {
    await views.compare(recorded.groups.slice(0, 3));
    const entries = section('Legend').getByRole('rowheader').getByRole('button');
    const names = () => entries.allInnerTexts();
    const order = await names();
    await entries.first().press('Alt+ArrowDown');
    expect(await names()).toEqual([order[1], order[0], order[2]]);
    await entries.first().press('Enter');
    expect(await entries.first().getAttribute('aria-pressed')).toBe('true');
    await entries.first().press('Enter');
    await entries.nth(1).press('Control+Enter');
    await section('Legend').getByText(', hidden').waitFor();
    await page.getByRole('tab', { name: 'Overview' }).press('ArrowRight');
    await page.getByRole('tab', { name: 'Seeds', selected: true }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent.trim())).toBe('Seeds');
  });

  it('the maps of a sweep open the runs of a cell and select arms by any range of an axis', async () => {
    await views.openSweep();
    const filter = page.getByRole('button', { name: /^Filter by/ }).first();
    const all = page.getByRole('button', { name: 'Show all arms' });
    expect(await all.isDisabled()).toBe(true);
    await filter.press('Shift+ArrowUp');
    expect(await filter.getAttribute('aria-pressed')).toBe('true');
    await all.press('Enter');
    expect(await all.isDisabled()).toBe(true);
    const cells = page.getByRole('button', { name: /^Cells:/ });
    await cells.press('ArrowUp');
    await page.getByText(/: 2 runs$/).waitFor();
    await cells.press('Enter');
    await expect.poll(() => decodeURIComponent(page.url())).toMatch(/#\/runs\/group:\w{16}(?:\?|$)/);
    await views.comparison.waitFor();
  });

  it('the list moves, adds, stars, folds, renames and is made wider', async () => {
    const list = page.getByRole('treegrid', { name: 'Runs' });
    const selected = () => list.getByRole('row', { selected: true }).count();
    await list.press('Home');
    await expect.poll(selected).toBe(1);
    await list.press('Control+ArrowDown');
    await list.press('Control+ArrowDown');
    expect(await selected()).toBe(1);
    await list.press('Control+Space');
    await expect.poll(selected).toBe(2);
    await list.press('Control+Space');
    await expect.poll(selected).toBe(1);
    await list.press('Home');
    const rows = await list.getByRole('row').count();
    await list.press('ArrowRight');
    await expect.poll(() => list.getByRole('row').count()).toBeGreaterThan(rows);
    await list.press('ArrowLeft');
    await expect.poll(() => list.getByRole('row').count()).toBe(rows);
    await list.press('s');
    await list.getByRole('button', { name: /^Star/, pressed: true }).first().waitFor();
    await list.press('F2');
    await list.getByRole('textbox').waitFor();
    await page.keyboard.press('Escape');
    const divider = page.getByRole('separator').first();
    const width = Number(await divider.getAttribute('aria-valuenow'));
    await divider.press('ArrowRight');
    await expect.poll(async () => Number(await divider.getAttribute('aria-valuenow'))).toBeGreaterThan(width);
  });

  it('columns are made wider, and the list is hidden and shown', async () => {
    await views.press('Columns');
    const title = page.getByRole('columnheader', { name: 'Name' }).getByRole('button').first();
    const width = async () => (await page.getByRole('columnheader', { name: 'Name' }).boundingBox())?.width ?? 0;
    const before = await width();
    await title.press('Shift+ArrowRight');
    await expect.poll(width).toBeGreaterThan(before);
    await views.press('Columns');
    await page.keyboard.press('[');
    await section('Runs').waitFor({ state: 'hidden' });
    await page.keyboard.press('[');
    await section('Runs').waitFor();
  });

  it('the commands are chosen by the arrow keys', async () => {
    await page.keyboard.press('Control+k');
    const find = page.getByRole('combobox', { name: 'Find a command' });
    await find.fill('settings');
    const chosen = () => find.getAttribute('aria-activedescendant');
    const first = await chosen();
    await find.press('ArrowDown');
    expect(await chosen()).not.toBe(first);
    await find.press('ArrowUp');
    await find.fill('go to settings');
    await find.press('Enter');
    await find.waitFor({ state: 'detached' });
  });
});
