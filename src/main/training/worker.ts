import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { otherBuild, sameBuild } from '../../shared/builds.ts';
import type { EngineName } from '../../shared/config/schema.ts';
import { WorkbenchError } from '../../shared/errors.ts';
import type { Snapshot } from '../../shared/run.ts';
import { decodeCheckpoint } from './checkpoint.ts';
import { createEngine, engineBuild } from './engines/create.ts';
import type { Engine } from './engines/engine.ts';
import { evaluate, EvaluationThreadLost, isEvaluationThread } from './evaluation-thread.ts';
import { lawsOf } from './laws.ts';
import type { Identified, Outcome, SentCheckpoint, TrainingJob, WorkerEvent, WorkerRequest } from './messages.ts';
import { modelOf } from './model/network.ts';
import { MODULE_PROCESS_LOST } from './module-law.ts';
import { Observation } from './observation.ts';
import { SharedEvaluation } from './shared-evaluation.ts';
import { Trainer } from './trainer.ts';

/** The interval at which control messages are read. */
const CHUNK_MILLISECONDS = 50;
/** The interval at which progress is posted. */
const POST_MILLISECONDS = 100;
/** A pause or stop waits for the end of the epoch if it is this near. */
const PATIENCE_MILLISECONDS = 1000;
/** Progress messages that may be unacknowledged before the worker waits. */
const UNACKNOWLEDGED = 2;
/**
 * A rolling checkpoint is written when the last one is older than this, and older than twenty times the time it took to
 * write.
 */
const ROLLING_MILLISECONDS = 500;
const ROLLING_SHARE = 20;

/** The controls of the run in training, as set by incoming messages. */
interface Control {
  wanted: 'train' | 'pause' | 'stop';
  /** Whether another thread may evaluate the run. */
  isShared: boolean;
  unacknowledged: number;
  writing: number;
  /** Called at the next message. */
  wake: () => void;
}

let control: Control | undefined;

function post(port: MessagePort, event: WorkerEvent): void {
  const transferred =
    event.kind === 'progress'
      ? [
          ...event.snapshots.map(({ frame }) => frame.buffer),
          ...event.kept.map((kept) => kept.bytes.buffer),
          ...(event.rolling ? [event.rolling.bytes.buffer] : []),
        ]
      : [];
  port.postMessage(event, transferred);
}

/** The resources of a run, which are disposed of when it ends for any reason. */
interface Prepared {
  readonly trainer: Trainer;
  readonly observation: Observation;
  readonly shared: SharedEvaluation;
  /** Snapshots that this thread took and that were not posted yet. */
  readonly taken: Snapshot<Float32Array>[];
  readonly finish: () => Outcome;
  readonly dispose: () => void;
}

async function prepare(port: MessagePort, job: TrainingJob, current: Control): Promise<Prepared> {
  const { config, choice } = job;
  const laws = await lawsOf(config, job.files, job.scales);
  const { target, noise } = laws;
  const model = modelOf(config, target.dimension);
  let engine: Engine | undefined;
  let shared: SharedEvaluation | undefined;
  const dispose = () => {
    shared?.end();
    engine?.dispose();
    laws.close();
  };
  try {
    const trained = (engine = createEngine(choice.engine, model));
    const build = engineBuild(choice.engine);
    if (choice.device === 'gpu' && build.device !== 'gpu') {
      const message = 'device: gpu is not possible: TensorFlow sees no GPU on this machine; use cpu or auto';
      throw new WorkbenchError('device-unavailable', message, { path: 'device' });
    }
    if (job.expected && !sameBuild(job.expected, build)) throw otherBuild(job.run, job.expected, build);
    const evaluated = (shared = new SharedEvaluation(new URL(import.meta.url), job, laws.scales, current, trained));
    const observation = new Observation(config, laws, job.rules);
    post(port, {
      kind: 'prepared',
      run: job.run,
      build,
      engineReason: choice.reason,
      axes: observation.axes,
      targetScale: observation.targetScale,
      noiseFloors: job.noiseFloors ?? observation.noiseFloors(),
    });
    const from = job.from && { checkpoint: decodeCheckpoint(job.from.bytes), seconds: job.from.seconds };
    const taken: Snapshot<Float32Array>[] = [];
    const takeSnapshot = (epoch: number) => {
      if (!evaluated.take(epoch)) taken.push(observation.snapshot(trained, epoch));
    };
    const trainer = new Trainer({ config, model, engine: trained, target, noise, takeSnapshot, from });
    return {
      trainer,
      observation,
      shared: evaluated,
      taken,
      finish: () => ({ status: 'finished', final: observation.final(trained) }),
      dispose,
    };
  } catch (error) {
    dispose();
    throw error;
  }
}

// Messages change this value while training waits, which the compiler cannot know here.
function wants(current: Control): Control['wanted'] {
  return current.wanted;
}

async function leaves(current: Control, wanted: Control['wanted'], message: () => Promise<void>): Promise<void> {
  while (wants(current) === wanted) await message();
}

async function train(port: MessagePort, job: TrainingJob, current: Control): Promise<Outcome> {
  const prepared = await prepare(port, job, current);
  try {
    return await advanceToEnd(port, job, current, prepared);
  } finally {
    prepared.dispose();
  }
}

async function advanceToEnd(
  port: MessagePort,
  job: TrainingJob,
  current: Control,
  { trainer, observation, shared, taken, finish }: Prepared,
): Promise<Outcome> {
  let lastPost = performance.now();
  let lastRolling = performance.now();
  const message = () => new Promise<void>((resolve) => (current.wake = resolve));
  const due = () => current.wanted !== 'train' || performance.now() - lastPost >= POST_MILLISECONDS;

  /** Posts what was trained since the last time, and gives whether a checkpoint of the last epoch went with it. */
  const postProgress = async (always: boolean): Promise<boolean> => {
    const now = performance.now();
    lastPost = now;
    let rolling: SentCheckpoint | undefined;
    const old = now - lastRolling >= Math.max(ROLLING_MILLISECONDS, ROLLING_SHARE * current.writing);
    // Weights that are not finite cannot be resumed from, so the last checkpoint before them stays.
    const usable = trainer.atEpochEnd && trainer.state.kind !== 'failed';
    if (usable && (always || old)) {
      rolling = trainer.checkpoint();
      lastRolling = now;
    }
    current.unacknowledged += 1;
    const progress = trainer.takeProgress();
    // Packed here and not in the thread that stores, because that thread stores for all runs.
    const own = taken.splice(0).map((snapshot) => observation.packed(snapshot));
    const snapshots = [...own, ...(await shared.settled())].sort((a, b) => a.epoch - b.epoch);
    post(port, { kind: 'progress', run: job.run, ...progress, snapshots, rolling });
    return rolling !== undefined;
  };

  const report = async () => {
    const isKept = await postProgress(wants(current) !== 'train');
    while (current.unacknowledged >= UNACKNOWLEDGED) await message();
    // The pause or stop may have come while this waited for the thread that evaluates, or for the store.
    if (isKept || wants(current) === 'train' || !trainer.atEpochEnd) return;
    await postProgress(true);
    while (current.unacknowledged >= UNACKNOWLEDGED) await message();
  };

  const advance = async () => {
    try {
      trainer.advance(CHUNK_MILLISECONDS, due);
    } catch (error) {
      // The user's own law may throw at any batch. What was trained until then is recorded.
      await postProgress(false);
      throw error;
    }
  };

  for (;;) {
    await advance();
    await nextTurn();
    shared.beginIfWorthIt();
    if (trainer.state.kind !== 'training') break;
    if (current.wanted === 'train' && !(trainer.atEpochEnd && due())) continue;
    // A run that ends at the end of an epoch has a checkpoint of it. In a long epoch a pause or stop takes effect
    // midway: the partial epoch stays in memory (pause) or is discarded (stop).
    if (!trainer.atEpochEnd && trainer.millisecondsToEpochEnd <= PATIENCE_MILLISECONDS) continue;
    await report();
    if (wants(current) === 'pause') {
      post(port, { kind: 'paused', run: job.run });
      await leaves(current, 'pause', message);
      if (wants(current) === 'train') post(port, { kind: 'resumed', run: job.run });
      lastPost = performance.now();
    }
    if (wants(current) === 'stop') return { status: 'stopped' };
  }
  await postProgress(false);
  return trainer.state.kind === 'failed' ? { status: 'failed', error: trainer.state.error } : finish();
}

/**
 * The failure of a run. Errors that are not the run's fault are thrown; this thread then ends, and the run can be
 * resumed from its last checkpoint.
 */
function failure(error: unknown): Extract<Outcome, { readonly status: 'failed' }> {
  if (error instanceof WorkbenchError && error.code === MODULE_PROCESS_LOST) throw error;
  if (error instanceof EvaluationThreadLost) throw error;
  if (error instanceof WorkbenchError) return { status: 'failed', error: { code: error.code, message: error.message } };
  if (error instanceof RangeError) {
    return {
      status: 'failed',
      error: {
        code: 'out-of-memory',
        message: `not enough memory for this run: ${error.message}`,
      },
    };
  }
  return {
    status: 'failed',
    error: { code: 'internal', message: error instanceof Error ? (error.stack ?? error.message) : String(error) },
  };
}

async function run(port: MessagePort, job: TrainingJob, isShared: boolean): Promise<void> {
  const current: Control = { wanted: 'train', isShared, unacknowledged: 0, writing: 0, wake: () => undefined };
  control = current;
  const outcome = await train(port, job, current).catch(failure);
  control = undefined;
  post(port, { kind: 'ended', run: job.run, outcome });
}

/** The build with which this thread would train. */
function identify(engine: EngineName): Identified['build'] {
  try {
    return engineBuild(engine);
  } catch (error) {
    const outcome = failure(error);
    return outcome.error;
  }
}

function receive(port: MessagePort, request: WorkerRequest): void {
  switch (request.kind) {
    case 'train':
      void run(port, request.job, request.isShared);
      return;
    case 'identify':
      port.postMessage({ kind: 'identified', build: identify(request.engine) } satisfies Identified);
      return;
    case 'share':
      if (control) control.isShared = request.isShared;
      break;
    case 'acknowledge':
      if (control) {
        control.unacknowledged -= 1;
        control.writing = request.milliseconds;
      }
      break;
    case 'pause':
    case 'stop':
      if (control && control.wanted !== 'stop') control.wanted = request.kind;
      break;
    case 'resume':
      if (control?.wanted === 'pause') control.wanted = 'train';
      break;
  }
  control?.wake();
}

if (parentPort) {
  const port = parentPort;
  if (isEvaluationThread(workerData)) evaluate(port);
  else port.on('message', (request: WorkerRequest) => receive(port, request));
}
