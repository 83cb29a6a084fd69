// Does five tasks in the window and counts what the hand does: `npm run bench:clicks`. Run from a build of another commit with
// `-- --before`, it takes the ways that the window of commit e472759 had.
import { parseArgs } from 'node:util';
import type { Locator, Page } from 'playwright-core';
import { closeBrowser, OpenedWorkbench } from '../e2e/browser/opened.ts';
import { trainRuns } from '../e2e/browser/trained.ts';

const { values } = parseArgs({ options: { before: { type: 'boolean', default: false } } });

/** The hand at the window: what it presses is counted. Values typed count as one key a character. */
class Hand {
  readonly page: Page;
  clicks = 0;
  keys = 0;
  /** Turns of the wheel until something is seen. */
  turns = 0;

  constructor(page: Page) {
    this.page = page;
  }

  async click(what: Locator): Promise<void> {
    await what.waitFor();
    // What the pointer has to be moved to first shows by itself.
    await what.click();
    this.clicks += 1;
  }

  async button(name: string | RegExp): Promise<void> {
    await this.click(this.page.getByRole('button', { name, exact: true }).first());
  }

  /** A list is opened by one click, and its entry chosen by another. */
  async choose(list: Locator, option: string): Promise<void> {
    await list.selectOption(option);
    this.clicks += 2;
  }

  async see(what: Locator): Promise<void> {
    await what.waitFor();
    const seen = () =>
      what.evaluate((element) => {
        const { top, bottom } = element.getBoundingClientRect();
        const middle = (top + bottom) / 2;
        return middle > 0 && middle < window.innerHeight && bottom - 40 < window.innerHeight;
      });
    const box = await what.boundingBox();
    for (let turn = 0; turn < 20 && !(await seen()); turn++) {
      await this.page.mouse.move((box?.x ?? 0) + 30, 400);
      await this.page.mouse.wheel(0, 120);
      await this.page.waitForTimeout(100);
      this.turns += 1;
    }
  }
}

/** What the two windows do in ways of their own. */
interface Ways {
  /** From a window that was just opened to its only run. */
  readonly toRun: (hand: Hand) => Promise<void>;
  readonly losses: (page: Page) => Locator;
  /** The button that shows the best snapshot. */
  readonly best: RegExp;
  readonly repeatWithMinimax: (hand: Hand) => Promise<void>;
  readonly saved: RegExp;
}

const row = (page: Page) => page.getByRole('treegrid', { name: 'Runs' }).getByTitle('vanilla', { exact: true });
const launch = (page: Page) => page.getByRole('dialog', { name: 'New run' }).getByRole('button', { name: /^Launch/ });

const BEFORE: Ways = {
  toRun: (hand) => hand.click(row(hand.page)),
  losses: (page) => page.getByRole('region', { name: 'Losses' }),
  best: /^Best of \d/,
  repeatWithMinimax: async (hand) => {
    await hand.button('Duplicate');
    await hand.choose(
      hand.page
        .getByRole('dialog', { name: 'New run' })
        .getByLabel(/^(loss|Loss)/)
        .first(),
      'minimax',
    );
    await hand.click(launch(hand.page));
  },
  saved: /^Save PNG|^PNG/,
};
const NOW: Ways = {
  toRun: async ({ page }) => {
    await page.getByRole('heading', { name: 'vanilla', exact: true }).waitFor();
  },
  losses: (page) => page.getByRole('region', { name: 'Losses', exact: true }),
  best: /^Go to best snapshot/,
  repeatWithMinimax: async (hand) => {
    await hand.choose(hand.page.getByRole('combobox', { name: 'Repeat with' }), 'minimax');
    await hand.click(launch(hand.page));
  },
  saved: /^Save PNG/,
};
const ways = values.before ? BEFORE : NOW;

interface Task {
  readonly name: string;
  readonly isFirst: boolean;
  readonly do: (hand: Hand) => Promise<void>;
}

const TASKS: readonly Task[] = [
  {
    name: 'train vanilla and see its losses',
    isFirst: true,
    do: async (hand) => {
      await hand.button('Train the vanilla GAN');
      await hand.page.getByText(/600 of 600 epochs/).waitFor();
      await hand.see(ways.losses(hand.page));
    },
  },
  {
    name: 'find the best epoch',
    isFirst: false,
    do: async (hand) => {
      await ways.toRun(hand);
      await hand.click(hand.page.getByRole('button', { name: ways.best }));
    },
  },
  {
    name: 'repeat with another loss',
    isFirst: false,
    do: async (hand) => {
      await ways.toRun(hand);
      await ways.repeatWithMinimax(hand);
      await hand.page
        .getByRole('heading', { name: /minimax/ })
        .first()
        .waitFor();
    },
  },
  {
    name: 'compare two settings over 8 seeds',
    isFirst: false,
    do: async (hand) => {
      await ways.toRun(hand);
      await hand.button(/^What (?:happens )?if…$/);
      await hand.click(hand.page.locator('[popover]:popover-open').getByRole('button').first());
      await hand.click(hand.page.getByRole('dialog').getByRole('button', { name: 'The same' }));
      await hand.page
        .getByText(/8 seeds|of 16|16 of/)
        .first()
        .waitFor();
    },
  },
  {
    name: 'export the figure',
    isFirst: false,
    do: async (hand) => {
      await ways.toRun(hand);
      const download = hand.page.waitForEvent('download');
      await hand.click(hand.page.getByRole('button', { name: /^Export vanilla-distribution/ }));
      await hand.click(hand.page.locator('[popover]:popover-open').getByRole('button', { name: ways.saved }).first());
      await download;
    },
  },
];

let all = 0;
for (const task of TASKS) {
  const workbench = await OpenedWorkbench.open();
  try {
    const { page, store } = workbench;
    if (!task.isFirst) {
      await trainRuns(store, [{ name: 'vanilla', config: {} }]);
      await page.reload();
    }
    const hand = new Hand(page);
    await task.do(hand);
    all += hand.clicks;
    console.log(`${task.name}: ${hand.clicks} clicks, ${hand.keys} keys, ${hand.turns} turns of the wheel`);
  } finally {
    await workbench.close();
  }
}
console.log(`together: ${all} clicks`);
await closeBrowser();
