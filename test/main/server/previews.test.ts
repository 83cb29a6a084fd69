import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServerMessage } from '../../../src/shared/api/messages.ts';
import { AskingPage } from './asking-page.ts';
import { Served } from './served.ts';

const MODULE = 'export default (count, random) => Array.from({ length: count }, () => [random.normal()]);';

describe('what a page asks while a new run is written', () => {
  const served = new Served();
  beforeAll(() => served.start());
  afterAll(() => served.end());

  const seeded = (seed: number) => ({ config: { seed } });
  const codeOf = (answer: ServerMessage) => (answer.kind === 'refusal' ? answer.error.code : answer.kind);

  it('is answered of its newest estimate and preview, and of those of other pages', async () => {
    const [page, other] = [await AskingPage.open(served), await AskingPage.open(served)];
    const busy = page.ask('training.preview_laws', seeded(1));
    const estimates = [2, 3, 4].map((seed) => page.ask('training.estimate', seeded(seed)));
    const previews = [2, 3].map((seed) => page.ask('training.preview_laws', seeded(seed)));
    const elsewhere = other.ask('training.estimate', seeded(5));
    const file = { field: 'target' as const, name: 'laws.mjs', bytes: new TextEncoder().encode(MODULE), allowed: true };
    const order: string[] = [];
    const imported = page.ask('training.import_law', file).then((answer) => order.push(`import ${answer.kind}`));
    const newest = [estimates[2], previews[1], elsewhere].map((one) =>
      one.then((answer) => order.push(`newest ${answer.kind}`)),
    );
    const older = await Promise.all([...estimates.slice(0, 2), previews[0]]);
    expect(older.map(codeOf)).toEqual(['superseded', 'superseded', 'superseded']);
    await Promise.all([busy, imported, ...newest]);
    expect(order.toSorted()).toEqual(['import reply', 'newest reply', 'newest reply', 'newest reply']);
    // What a module exports and what its function draws are two questions: one of the newest may have its turn between them.
    expect(order.indexOf('import reply')).toBeLessThanOrEqual(1);
  });

  it('is told from the thread of the previews why a formula is no density', async () => {
    const page = await AskingPage.open(served);
    const config = { target: { law: 'formula', density: '1 / (1 + abs(x))' } };
    for (const asked of ['training.preview_laws', 'training.estimate', 'training.launch'] as const) {
      const answer = await page.ask(asked, asked === 'training.launch' ? { config, seeds: [1] } : { config });
      const error = answer.kind === 'refusal' ? answer.error : undefined;
      expect([error?.code, error?.path]).toEqual(['bad-config', 'target.density']);
      expect(error?.message).toMatch(/has no finite integral over all x, or falls off too slowly; give a range/);
    }
  });
});
