import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ServerMessage } from '../../../src/shared/api/messages.ts';
import { decodeMessage } from '../../../src/shared/api/wire.ts';
import { opened, post, Served } from './served.ts';

const MODULE = 'export default (count, random) => Array.from({ length: count }, () => [random.normal()]);';

describe('what a page asks while a new run is written', () => {
  const served = new Served();
  beforeAll(() => served.start());
  afterAll(() => served.end());

  /** Asks as a page of its own does; answers come in whatever order they are ready. */
  async function page() {
    const socket = served.connect();
    const waiting = new Map<number, (message: ServerMessage) => void>();
    socket.on('message', (data: Buffer) => {
      const message = decodeMessage(new Uint8Array(data)) as ServerMessage;
      waiting.get(message.id)?.(message);
    });
    await opened(socket);
    onTestFinished(() => socket.terminate());
    return (name: string, input: unknown) =>
      new Promise<ServerMessage>((resolve) => {
        const id = waiting.size + 1;
        waiting.set(id, resolve);
        post(socket, { kind: 'request', id, name, input });
      });
  }

  const seeded = (seed: number) => ({ config: { seed } });
  const codeOf = (answer: ServerMessage) => (answer.kind === 'refusal' ? answer.error.code : answer.kind);

  it('is answered of its newest estimate and preview, and of those of other pages', async () => {
    const [ask, other] = [await page(), await page()];
    const busy = ask('training.preview_laws', seeded(1));
    const estimates = [2, 3, 4].map((seed) => ask('training.estimate', seeded(seed)));
    const previews = [2, 3].map((seed) => ask('training.preview_laws', seeded(seed)));
    const elsewhere = other('training.estimate', seeded(5));
    const file = { field: 'target', name: 'laws.mjs', bytes: new TextEncoder().encode(MODULE) };
    const order: string[] = [];
    const imported = ask('training.import_law', file).then((answer) => order.push(`import ${answer.kind}`));
    const newest = [estimates[2], previews[1], elsewhere].map((one) =>
      one.then((answer) => order.push(`newest ${answer.kind}`)),
    );
    const older = await Promise.all([...estimates.slice(0, 2), previews[0]]);
    expect(older.map(codeOf)).toEqual(['superseded', 'superseded', 'superseded']);
    await Promise.all([busy, imported, ...newest]);
    expect(order).toEqual(['import reply', 'newest reply', 'newest reply', 'newest reply']);
  });
});
