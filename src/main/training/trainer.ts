import type { RunConfig } from '../../shared/config/schema.ts';
import type { Law, NoiseLaw } from '../../shared/distributions/law.ts';
import type { EpochRecord, RunError } from '../../shared/run.ts';
import { BatchSource } from './batches.ts';
import { encodeCheckpoint, type Checkpoint } from './checkpoint.ts';
import { noSums, type Engine, type StepSums } from './engines/engine.ts';
import type { Progress, SentCheckpoint } from './messages.ts';
import { initialState } from './model/initialise.ts';
import type { Model } from './model/network.ts';
import { randomStream } from './random.ts';

export interface TrainerOptions {
  readonly config: RunConfig;
  readonly model: Model;
  readonly engine: Engine;
  readonly target: Law;
  readonly noise: NoiseLaw;
  /** Called after each epoch that has a snapshot, while the engine has the weights of that epoch. */
  readonly takeSnapshot: (epoch: number) => void;
  /** The checkpoint to resume from; undefined starts from initial weights. */
  readonly from: { readonly checkpoint: Checkpoint; readonly seconds: number } | undefined;
}

export type TrainerState = { kind: 'training' } | { kind: 'complete' } | { kind: 'failed'; error: RunError };

/** Whether a run keeps the checkpoint of this epoch. */
export function keepsCheckpoint({ epochs, checkpoints }: RunConfig, epoch: number): boolean {
  if (epoch === 0 || epoch === epochs) return true;
  if (checkpoints.every > 0) return epoch % checkpoints.every === 0;
  return Math.floor((epoch * 10) / epochs) > Math.floor(((epoch - 1) * 10) / epochs);
}

/**
 * The epoch loop of one run, for any engine. It does not know threads or stores: the caller calls `train` and takes its
 * progress.
 */
export class Trainer {
  readonly #options: TrainerOptions;
  readonly #batches: BatchSource;
  readonly #sums: StepSums = noSums();
  #progress: Progress = { epochs: [], kept: [] };
  #state: TrainerState = { kind: 'training' };
  /** Epochs done. */
  #epoch = 0;
  /** Train steps done in the current epoch. */
  #step = 0;
  /** Whether steps have been begun that are not done: for good where drawing their batches or training them threw. */
  #isMidStep = false;
  #seconds = 0;
  /** The last measured steps per second, which decide how many steps one call of the engine trains. */
  #stepsPerMillisecond = 0;

  constructor(options: TrainerOptions) {
    this.#options = options;
    const { config, model, engine, target, noise, from } = options;
    this.#batches = new BatchSource(model, target, noise, config.seed);
    if (from) {
      engine.importState(from.checkpoint.state);
      this.#batches.restore(from.checkpoint.streams, from.checkpoint.epoch * config.batches_per_epoch);
      this.#epoch = from.checkpoint.epoch;
      this.#seconds = from.seconds;
      if (this.#epoch >= config.epochs) this.#state = { kind: 'complete' };
    } else {
      engine.importState(initialState(model, randomStream(config.seed, 'init')));
      this.#progress.kept.push(this.checkpoint());
    }
    if (this.#state.kind === 'training') this.#batches.expect((config.epochs - this.#epoch) * config.batches_per_epoch);
  }

  get state(): TrainerState {
    return this.#state;
  }

  /** Whether weights and random streams are those of the last epoch, so that a checkpoint can be taken. */
  get atEpochEnd(): boolean {
    return this.#step === 0 && !this.#isMidStep;
  }

  /** The expected time for the rest of the current epoch; 0 at an epoch's end. */
  get millisecondsToEpochEnd(): number {
    return this.atEpochEnd ? 0 : (this.#options.config.batches_per_epoch - this.#step) / this.#stepsPerMillisecond;
  }

  /**
   * Trains until `milliseconds` have passed, an epoch ends while `due()` holds, or the run is complete or has failed.
   * The time decides only where it pauses; it changes no number.
   */
  advance(milliseconds: number, due: () => boolean): void {
    const start = performance.now();
    const before = this.#seconds;
    while (this.#state.kind === 'training') {
      const chunkStart = performance.now();
      const steps = this.#trainChunk(milliseconds);
      const now = performance.now();
      this.#stepsPerMillisecond = steps / Math.max(now - chunkStart, 1e-3);
      this.#seconds = before + (now - start) / 1000;
      if (this.#step === this.#options.config.batches_per_epoch) {
        this.#endEpoch();
        this.#seconds = before + (performance.now() - start) / 1000;
        if (due()) return;
      }
      if (performance.now() - start >= milliseconds) return;
    }
  }

  #trainChunk(milliseconds: number): number {
    const left = this.#options.config.batches_per_epoch - this.#step;
    const affordable = Math.max(1, Math.floor(this.#stepsPerMillisecond * milliseconds));
    const steps = Math.min(left, this.#batches.capacity, affordable);
    this.#isMidStep = true;
    this.#options.engine.train(this.#batches.draw(steps), this.#sums);
    this.#isMidStep = false;
    this.#step += steps;
    return steps;
  }

  #endEpoch(): void {
    const { config, model, engine, takeSnapshot } = this.#options;
    const generatorUpdates = config.batches_per_epoch;
    const discriminatorUpdates = generatorUpdates * config.discriminator_updates;
    const record: EpochRecord = {
      epoch: (this.#epoch += 1),
      lossGenerator: this.#sums.lossGenerator / generatorUpdates,
      lossReal: this.#sums.lossReal / discriminatorUpdates,
      lossFake: this.#sums.lossFake / discriminatorUpdates,
      gradientNormGenerator: this.#sums.normGenerator / generatorUpdates,
      gradientNormDiscriminator: this.#sums.normDiscriminator / discriminatorUpdates,
      ...(model.penalties.length > 0 && { penalty: this.#sums.penalty / discriminatorUpdates }),
      seconds: this.#seconds,
    };
    this.#step = 0;
    Object.assign(this.#sums, noSums());
    this.#progress.epochs.push(record);

    const wrong = firstNonFinite(record, engine, model);
    if (wrong !== undefined) {
      this.#state = {
        kind: 'failed',
        error: { code: 'not-finite', message: `${wrong} became infinite or NaN in epoch ${this.#epoch}` },
      };
      return;
    }
    const last = this.#epoch === config.epochs;
    if (last || this.#epoch % config.snapshots.every === 0) takeSnapshot(this.#epoch);
    if (keepsCheckpoint(config, this.#epoch)) this.#progress.kept.push(this.checkpoint());
    if (last) this.#state = { kind: 'complete' };
  }

  /** The checkpoint of the last epoch. Throws between the ends of epochs, where weights or streams have moved on. */
  checkpoint(): SentCheckpoint {
    if (!this.atEpochEnd) throw new Error('a checkpoint can only be taken at the end of an epoch');
    const bytes = encodeCheckpoint({
      epoch: this.#epoch,
      state: this.#options.engine.exportState(),
      streams: this.#batches.streams(),
    });
    return { epoch: this.#epoch, seconds: this.#seconds, bytes };
  }

  /** Everything since the last call. */
  takeProgress(): Progress {
    const taken = this.#progress;
    this.#progress = { epochs: [], kept: [] };
    return taken;
  }
}

/** The first number that is not finite; undefined if all are finite. */
function firstNonFinite(record: EpochRecord, engine: Engine, model: Model): string | undefined {
  if (!Number.isFinite(record.lossReal)) return 'the discriminator’s loss on real samples';
  if (!Number.isFinite(record.lossFake)) return 'the discriminator’s loss on generated samples';
  if (!Number.isFinite(record.lossGenerator)) return 'the generator’s loss';
  const { gradientNormGenerator = 0, gradientNormDiscriminator = 0, penalty = 0 } = record;
  if (!Number.isFinite(penalty)) return 'the penalty';
  if (!Number.isFinite(gradientNormDiscriminator)) return 'the norm of the discriminator’s gradient';
  if (!Number.isFinite(gradientNormGenerator)) return 'the norm of the generator’s gradient';
  const network = engine.nonFinite();
  if (network === undefined) return undefined;
  // Running statistics, and the vectors of spectral normalisation.
  const what = model[network].bufferCount > 0 ? 'a weight or a statistic of a normalisation' : 'a weight';
  return `${what} of the ${network}`;
}
