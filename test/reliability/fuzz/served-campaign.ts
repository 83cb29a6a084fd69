import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { KeptState } from '../store-digest.ts';
import { ServedProcess } from '../served-process.ts';
import { fuzzBridge } from './campaign.ts';
import { LEFT_OUT } from './messages.ts';
import { ScratchStore } from './scratch-store.ts';
import { SocketBridge } from './socket-bridge.ts';
import type { Tally } from './tally.ts';

/** So many messages go to one server, on a copy of the store of its own: what was launched in it goes with it. */
const MESSAGES_A_SERVER = 2500;

/** Sends `count` messages to servers in processes of their own, one after another. */
export async function fuzzServers(seed: number, count: number, tally: Tally, told: () => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gan-workbench-fuzz-'));
  try {
    const scratch = await ScratchStore.train(folder);
    for (let part = 0; tally.sent < count; part++) {
      const home = join(folder, String(part));
      mkdirSync(home);
      await fuzzServer(scratch, home, seed + part, Math.min(MESSAGES_A_SERVER, count - tally.sent), tally);
      rmSync(home, { recursive: true });
      told();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fuzzServer(
  scratch: ScratchStore,
  home: string,
  seed: number,
  count: number,
  tally: Tally,
): Promise<void> {
  const store = join(home, 'runs.sqlite');
  scratch.copyTo(store);
  hold(join(home, 'data', 'gan-workbench', 'settings.json'));
  const server = await ServedProcess.start(home);
  const bridge = new SocketBridge(() => server.connect());
  const kept = new KeptState(store, server.settings);
  try {
    await fuzzBridge({ bridge, kept, ids: scratch.ids, leftOut: LEFT_OUT, seed, count, tally });
    const check: unknown = kept.database.pragma('integrity_check', { simple: true });
    if (check !== 'ok') tally.fail(`the store is damaged: ${String(check)}`, []);
    const errors = server.log.split('\n').filter((line) => / error (?!in the window:)/.test(line));
    for (const line of errors) tally.fail(`in the log: ${line}`, []);
  } catch (error) {
    if (await server.isAliveAfter(5000)) throw error;
    tally.fail('the server has crashed', []);
  } finally {
    kept.close();
    bridge.close();
    await server.kill();
  }
}

/** Settings by which what waits does not begin to train. */
function hold(settings: string): void {
  mkdirSync(dirname(settings), { recursive: true });
  writeFileSync(settings, JSON.stringify({ held: true }));
}
