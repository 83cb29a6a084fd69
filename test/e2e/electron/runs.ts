import { createHash } from 'node:crypto';
import type { ElectronApplication } from 'playwright-core';
import { openStore } from '../../../src/main/store/store.ts';
import type { Run } from '../../../src/shared/run.ts';
import { unpackSnapshot } from '../../../src/shared/frames/frame-codec.ts';
import { inMainProcess } from './main-process.ts';

/** A run as the store has it, read beside the window. */
export function readRun(path: string, id: string): Run {
  const store = openStore(path);
  try {
    return store.runs.get(id);
  } finally {
    store.close();
  }
}

/** Of all that training recorded, clocks left out. */
export function digestOf(path: string, id: string): string {
  const store = openStore(path);
  try {
    const hash = createHash('sha256');
    for (const { epoch, lossGenerator, lossReal, lossFake } of store.epochs.read(id)) {
      hash.update(new Float64Array([epoch, lossGenerator, lossReal, lossFake]));
    }
    for (const { epoch, metrics, frame } of store.snapshots.read(id).map(unpackSnapshot)) {
      hash.update(JSON.stringify([epoch, metrics]));
      for (const part of Object.values(frame)) if (part instanceof Float32Array) hash.update(part);
    }
    return hash.digest('hex');
  } finally {
    store.close();
  }
}

/** Has the dialog that asks about runs in training answered by its `button`, and counts how often it was shown. */
export async function answer(application: ElectronApplication, button: string): Promise<void> {
  await inMainProcess(
    application,
    ({ dialog }, wanted) => {
      Object.assign(globalThis, { asked: 0 });
      const show = (...args: unknown[]) => {
        (globalThis as unknown as { asked: number }).asked += 1;
        const { buttons } = args.at(-1) as { readonly buttons: readonly string[] };
        return Promise.resolve({ response: buttons.indexOf(wanted), checkboxChecked: false });
      };
      dialog.showMessageBox = show;
    },
    button,
  );
}

export const timesAsked = (application: ElectronApplication) =>
  inMainProcess(application, () => (globalThis as unknown as { asked: number }).asked);

export const isGone = (application: ElectronApplication) =>
  new Promise<void>((resolve) => application.once('close', () => resolve()));
