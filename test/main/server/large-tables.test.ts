import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServerMessage } from '../../../src/shared/api/messages.ts';
import { runConfigSchema } from '../../../src/shared/config/schema.ts';
import { AskingPage } from './asking-page.ts';
import { Served } from './served.ts';

/** Read for seconds: one row of as many columns. */
const COMMAS = { field: 'target' as const, name: 'commas.csv', bytes: new Uint8Array(49_000_000).fill(44) };

const codeOf = (answer: ServerMessage) => (answer.kind === 'refusal' ? answer.error.code : answer.kind);

describe('while a large table is read', () => {
  const served = new Served();
  beforeAll(() => served.start());
  afterAll(() => served.end());

  /** Requests that are answered one after the other until `answer` has come, and what has. */
  async function answeredUntil(answer: Promise<ServerMessage>): Promise<{ count: number; code: string }> {
    const asking = await AskingPage.open(served);
    let code: string | undefined;
    void answer.then((one) => (code = codeOf(one)));
    for (let count = 0; ; count++) {
      await asking.ask('runs.measure', { runs: ['no-such-run'] });
      if (code !== undefined) return { count, code };
    }
  }

  it('for a law, everybody is answered, previews too, and it can be stopped', async () => {
    const page = await AskingPage.open(served);
    const first = page.ask('training.import_law', COMMAS);
    expect(codeOf(await page.ask('training.preview_laws', { config: {} }))).toBe('reply');
    const { count, code } = await answeredUntil(first);
    expect(count).toBeGreaterThan(20);
    expect(code).toBe('reply');

    const stopped = page.ask('training.import_law', COMMAS);
    await page.ask('training.stop_reading', { field: 'target' });
    expect(codeOf(await stopped)).toBe('superseded');
  });

  it('for samples, everybody is answered', async () => {
    const { workbench } = served.application;
    const config = runConfigSchema.parse({ epochs: 2, snapshots: { samples: 100 } });
    const [run] = workbench.queue.launch([{ read: { config, datasets: [] }, name: 'quick' }]);
    await expect.poll(() => workbench.store.runs.get(run).status).toBe('finished');
    const page = await AskingPage.open(served);
    const text = `${'0.25\n'.repeat(3_900_000)}none\n`;
    const asked = { run, epoch: 'last', weights: 'current', latent: { kind: 'text', text } } as const;
    const { count, code } = await answeredUntil(page.ask('samples.draw', asked));
    expect(count).toBeGreaterThan(20);
    expect(code).toBe('bad-latent');
  });
});
