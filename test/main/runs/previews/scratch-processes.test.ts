import { expect, it, onTestFinished, vi } from 'vitest';
import {
  ScratchTraining,
  type ScratchEvent,
  type ScratchRun,
} from '../../../../src/main/runs/previews/scratch-training.ts';
import type { HostListener, ProcessStarter } from '../../../../src/main/runs/training-host.ts';
import type { PackedSnapshot } from '../../../../src/shared/frames/frame-codec.ts';
import { runConfigSchema } from '../../../../src/shared/config/schema.ts';
import { epochRecord, packed, vanillaSnapshot } from '../../store/recordings.ts';

/** A process that trains nothing by itself. */
class IdleProcess {
  readonly asked: string[] = [];
  run = '';
  isAlive = true;
  readonly #listener: HostListener;

  constructor(listener: HostListener) {
    this.#listener = listener;
  }

  progress(epoch: number): void {
    const snapshots: PackedSnapshot[] = [{ ...packed(vanillaSnapshot(1)), epoch }];
    const epochs = [epochRecord(epoch)];
    this.#listener.event({ kind: 'progress', run: this.run, epochs, snapshots, kept: [], rolling: undefined });
  }

  finish(): void {
    const final = { samples: 1, metrics: {}, averageMetrics: undefined };
    this.#listener.event({ kind: 'ended', run: this.run, outcome: { status: 'finished', final } });
  }
}

/** Scratch training on a machine that holds so many processes. */
function scratchOn(most: number) {
  const processes: IdleProcess[] = [];
  const start: ProcessStarter = (_, listener) => {
    const process = new IdleProcess(listener);
    processes.push(process);
    return {
      post: (request) => {
        process.asked.push(request.kind);
        if (request.kind === 'train') process.run = request.job.run;
      },
      end: () => {
        process.isAlive = false;
        return Promise.resolve();
      },
    };
  };
  const scratch = new ScratchTraining(start, most);
  onTestFinished(() => scratch.close());
  return { scratch, processes, alive: () => processes.filter(({ isAlive }) => isAlive) };
}

function run(engine: 'fused' | 'tensorflow', told: ScratchEvent[] = []): ScratchRun {
  return {
    config: runConfigSchema.parse({ epochs: 5, snapshots: { samples: 50 } }),
    choice: { engine, threads: 1, device: 'cpu', reason: '' },
    files: { table: undefined, modules: [] },
    told: (event) => told.push(event),
  };
}

const epochsOf = (told: readonly ScratchEvent[]) =>
  told.flatMap((event) => (event.kind === 'progress' ? event.snapshots.map(({ epoch }) => epoch) : []));

it('starts no more processes with TensorFlow than the machine holds, and lets seeds on threads pass', async () => {
  const { scratch, processes } = scratchOn(1);
  const told: ScratchEvent[] = [];
  scratch.train([run('tensorflow'), run('tensorflow'), run('fused', told)], 3);
  expect(processes).toHaveLength(1);
  await vi.waitFor(() => expect(told.at(-1)).toEqual({ kind: 'ended', failure: undefined }), { timeout: 60_000 });
  const [process] = processes;
  process.finish();
  expect(processes).toHaveLength(1);
  expect(process.asked).toEqual(['train', 'train']);
});

it('keeps no process while the queue trains, trains its seed again afterwards, and tells each snapshot once', () => {
  const { scratch, processes, alive } = scratchOn(2);
  const told: ScratchEvent[][] = [[], [], []];
  scratch.train(
    told.map((each) => run('tensorflow', each)),
    2,
  );
  const [finished, cut] = processes;
  cut.progress(1);
  cut.progress(2);
  finished.finish();
  expect(alive()).toHaveLength(2);
  scratch.giveWay(true);
  expect(alive()).toEqual([]);
  // Sent before it ended.
  cut.progress(3);
  expect(epochsOf(told[1])).toEqual([1, 2]);
  scratch.giveWay(false);
  expect(alive().map(({ run: id }) => id)).toEqual([cut.run, finished.run].toSorted());
  const again = alive().find(({ run: id }) => id === cut.run);
  for (const epoch of [1, 2, 3]) again?.progress(epoch);
  again?.finish();
  expect(epochsOf(told[1])).toEqual([1, 2, 3]);
  expect(told[1].at(-1)).toEqual({ kind: 'ended', failure: undefined });
  expect(told.flat().some((event) => event.kind === 'ended' && event.failure !== undefined)).toBe(false);
});
