import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { fuzzBridge } from '../../reliability/fuzz/campaign.ts';
import { LEFT_OUT_IN_ELECTRON } from '../../reliability/fuzz/messages.ts';
import { ScratchStore } from '../../reliability/fuzz/scratch-store.ts';
import { Tally } from '../../reliability/fuzz/tally.ts';
import { KeptState } from '../../reliability/store-digest.ts';
import { describeElectron } from './availability.ts';
import { desktopHomes } from './desktop.ts';
import { IpcBridge } from './ipc-bridge.ts';
import { handOver } from './ordinary-user.ts';

const COUNT = Number(process.env.GAN_WORKBENCH_FUZZ_ELECTRON ?? 200);

describeElectron("the window's bridge", (surroundings) => {
  const newHome = desktopHomes(surroundings);

  it('outlives whatever its page sends, and what it refuses changes nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gan-workbench-fuzz-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const scratch = await ScratchStore.train(folder);
    const home = newHome();
    scratch.copyTo(home.store);
    const data = join(home.folder, 'data', 'gan-workbench');
    mkdirSync(data);
    const settings = join(data, 'settings.json');
    writeFileSync(settings, JSON.stringify({ held: true }));
    for (const path of [home.store, data, settings]) handOver(path);

    const { application, page } = await home.launch();
    const kept = new KeptState(home.store, settings);
    onTestFinished(() => kept.close());
    const tally = new Tally();
    const seed = Number(process.env.GAN_WORKBENCH_SEED ?? Math.floor(Math.random() * 1e9));
    await fuzzBridge({
      bridge: new IpcBridge(page),
      kept,
      ids: scratch.ids,
      leftOut: LEFT_OUT_IN_ELECTRON,
      seed,
      count: COUNT,
      tally,
    });
    console.log(`seed ${seed}\n${tally.lines().join('\n')}`);
    expect(tally.failures).toEqual([]);
    expect(tally.codes.get('bad-input')).toBeGreaterThan(COUNT / 2);
    expect(kept.database.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(application.windows()).toHaveLength(1);
    const log = readFileSync(join(data, 'log', 'workbench.log'), 'utf8');
    expect(log.split('\n').filter((line) => / error (?!in the window:)/.test(line))).toEqual([]);
  });
});
