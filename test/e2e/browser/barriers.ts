import axe from 'axe-core';
import type { Page } from 'playwright-core';

export interface Barrier {
  readonly rule: string;
  readonly at: readonly string[];
}

/** What axe finds of level serious or above. */
export async function barriers(page: Page): Promise<Barrier[]> {
  // Through the inspector, which the page's policy does not bind.
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: checker } = window as unknown as { readonly axe: typeof axe };
    const { violations } = await checker.run(document, { resultTypes: ['violations'] });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => ({ rule: id, at: nodes.map(({ html }) => html.slice(0, 200)) }));
  });
}
