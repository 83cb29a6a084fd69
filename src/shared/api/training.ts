import { z } from 'zod';
import { ENGINES } from '../config/schema.ts';
import type { InputFigureData } from '../figures/input-figure.ts';
import type { PackedSnapshot } from '../frames/frame-codec.ts';
import type { EngineBuild } from '../run.ts';
import { channel, epochNumber, notes, nothing, request, runId, runIds, runName, tag } from './request.ts';
import { megabytes } from '../byte-size.ts';

/** A run that trains. */
export interface QueueEntry {
  readonly run: string;
  readonly epochsDone: number;
  readonly epochs: number;
  readonly isPaused: boolean;
  /** Train steps a second over the last seconds; undefined until an epoch is done. */
  readonly stepsPerSecond: number | undefined;
  /** undefined until it is known. */
  readonly secondsLeft: number | undefined;
}

/** Nothing can be recorded now. Running runs wait, and continue by themselves once the store can be used again. */
export interface RecordingHalt {
  /** A code such as `store-full`, `store-not-writable` or `store-gone`. */
  readonly code: string;
  /** What is wrong with the store's file or disk, and what would mend it. */
  readonly message: string;
  /** When the halt began, and when the store was last tried: UTC, ISO 8601. */
  readonly since: string;
  readonly triedAt: string;
}

export interface QueueState {
  readonly training: readonly QueueEntry[];
  /** Runs that wait, in the order they will be trained. */
  readonly waiting: readonly string[];
  /** Runs trained side by side. */
  readonly jobs: number;
  /** Whether waiting runs are held back. Running runs continue. */
  readonly held: boolean;
  /** Why nothing can be recorded; undefined where it can. */
  readonly halt: RecordingHalt | undefined;
  /** The time left for all running and waiting runs; undefined until it is known. */
  readonly secondsLeft: number | undefined;
}

/** The queue as it is now; `waiting` is undefined where it is as the event before said: thousands may wait. */
export type QueueEvent = Omit<QueueState, 'waiting'> & { readonly waiting: readonly string[] | undefined };

/** A sentence about a run that could not be resumed, or data that could not be recorded; shown at the run or as a notice. */
export interface NoticeEvent {
  readonly code: string;
  readonly message: string;
  readonly run: string | undefined;
}

/** What is new of one seed that is trained and not recorded. */
export interface ScratchSeed {
  readonly seed: number;
  readonly epochsDone: number;
  /** Snapshots since the last event. */
  readonly snapshots: readonly PackedSnapshot[];
  readonly state: 'waiting' | 'training' | 'finished' | 'failed';
  /** Why it failed. */
  readonly failure: string | undefined;
}

/** What is new of seeds that are trained and not recorded. */
export interface ScratchNews {
  /** The first event of a subscription: what came before is void. */
  readonly isFirst: boolean;
  /** Seeds of which something is new; at first all, in their order. */
  readonly seeds: readonly ScratchSeed[];
  /** Whether they wait because a run of the queue trains. */
  readonly givesWay: boolean;
}

/** The code of a config's refusal whose table or module the store does not have: it has to be chosen, and read by `training.import_law`. */
export const LAW_NOT_IN_STORE = 'law-not-in-store';

/**
 * A config as JSON says it: parsed by the config's own schema, whose refusals have paths into it. A table or a module is named by the digest
 * of what the store has; the path beside it is never opened.
 */
const config = z.unknown();
const seedsUpTo = (most: number) => z.array(z.int().min(0).max(Number.MAX_SAFE_INTEGER)).min(1).max(most);
const seeds = seedsUpTo(10_000);
/**
 * `same` refuses with `other-build` if another build trained the run than the one here, because the bits would differ from then on;
 * `any` resumes it anyway.
 */
const builds = z.enum(['same', 'any']).default('same');
const onRuns = z.strictObject({ runs: runIds });
/** Seeds that are tried at once, at most. */
const MOST_TRIED = 16;
const lawField = z.enum(['target', 'noise']);
export type LawField = z.output<typeof lawField>;

/** What a file of the user's gave, for the config to name it by: `target` or `noise` settings. */
export interface ImportedLaw {
  /** Settings of a `csv` or `module` law, digest filled in; the store keeps the content. */
  readonly law: Readonly<Record<string, unknown>>;
  /** A sentence such as `1,200 of 1,203 rows of height; 3 lines skipped`. */
  readonly summary: string;
  /** What a table has to choose from; empty of a module. */
  readonly columns: readonly LawColumn[];
  /** Places of the columns that were taken. */
  readonly taken: readonly number[];
  /** The functions that a module exports; empty of a table. */
  readonly functions: readonly string[];
}

/** A column of a table. */
export interface LawColumn {
  /** The column as a config names it: by its header if that is unique, else by its index from 0. */
  readonly reference: string | number;
  /** Header, or `column 0` and so on. */
  readonly name: string;
  readonly kind: ColumnKind;
  /** What the column holds, such as `an index (1, 2, 3, …)`. */
  readonly holds: string;
}

/** What a column holds: measurements, 0, 1, 2, … or what else numbers the rows, a single number, no numbers, or nothing. */
export type ColumnKind = 'numbers' | 'index' | 'constant' | 'text' | 'empty';

/** An answer to how a table is to be read: a setting of its law. */
export interface ReadingAnswer {
  /** The label of a button, such as `Read them as decimal commas`. */
  readonly label: string;
  readonly setting: 'numbers' | 'invalid_rows';
  readonly value: 'decimal_point' | 'decimal_comma' | 'skip_any';
}

/** What came of reading a user's file: a law, or a question that only the user can answer; columns can be chosen either way. */
export type LawReading =
  | { readonly kind: 'read'; readonly imported: ImportedLaw }
  | {
      readonly kind: 'asks';
      readonly question: string;
      /** Empty where another column has to be chosen. */
      readonly answers: readonly ReadingAnswer[];
      readonly columns: readonly LawColumn[];
      /** Places of the columns that it is about; empty where none is chosen. */
      readonly taken: readonly number[];
    };

/** What came of a user's file. */
export type LawFileOutcome =
  | LawReading
  /** The module has not run yet. The page shows its source, and sends it again with `allowed` if the user allows it. */
  | { readonly kind: 'asks_to_run'; readonly name: string; readonly source: string };

export interface TrainingEstimate {
  /** Expected seconds of training for one run. */
  readonly seconds: number;
  /** Bytes one run will take in the store, about. */
  readonly bytes: number;
  /** What will train it. */
  readonly engine: string;
  /** Why, in a few words. */
  readonly engineReason: string;
}

/** Bytes of a file that the window hands over in one message; the command line reads larger ones. */
export const MOST_LAW_FILE_BYTES = 50_000_000;

export interface LaunchedRuns {
  readonly runs: readonly string[];
  /** The hash of the group they form, with all runs that were there. */
  readonly group: string;
}

/** A run that another build trained than is here. */
export interface OtherBuild {
  readonly run: string;
  readonly name: string;
  readonly seed: number;
  readonly trained: EngineBuild;
  readonly here: EngineBuild;
}

export const TRAINING_CHANNELS = {
  queue: channel(nothing).tells<QueueEvent>(),
  /** What went wrong outside any request, once each. */
  notices: channel(nothing).tells<NoticeEvent>(),
  /**
   * Trains these seeds of a config for as long as it is watched, and records nothing. Each is what a launched run of it would be: its
   * snapshots, of which there are about 24, have the same values. It trains only while the queue does not.
   */
  scratch: channel(z.strictObject({ config, seeds: seedsUpTo(MOST_TRIED) })).tells<ScratchNews>(),
};

export const TRAINING_REQUESTS = {
  /**
   * Queues one run a seed and gives their ids. Throws `bad-config` with the path of the first fault if the schema refuses the
   * config.
   */
  'training.launch': request(
    z.strictObject({
      config,
      seeds,
      /** undefined: named by what differs from the nearest preset. */
      name: runName.optional(),
      tags: z.array(tag).max(100).default([]),
      notes: notes.default(''),
    }),
  ).gives<LaunchedRuns>(),
  'training.pause': request(onRuns).gives<undefined>(),
  /** Resumes paused runs where they stand, and interrupted and stopped ones from their last checkpoint. */
  'training.resume': request(z.strictObject({ runs: runIds, builds })).gives<undefined>(),
  /** Those of these runs that another build trained than the one here. */
  'training.other_builds': request(onRuns).gives<readonly OtherBuild[]>(),
  /**
   * Queues one fork a seed, with this config, from a checkpoint of another run, and gives their ids. Throws `bad-fork` with the
   * path of a setting that does not fit the checkpoint, and `checkpoint-not-found` if the run has none of exactly this epoch.
   */
  'training.fork': request(
    z.strictObject({
      run: runId,
      /** undefined: the last. */
      epoch: epochNumber.optional(),
      config,
      seeds,
      /** undefined: named after the parent. */
      name: runName.optional(),
      tags: z.array(tag).max(100).default([]),
      notes: notes.default(''),
    }),
  ).gives<LaunchedRuns>(),
  /** Runs that train end and keep what they have; waiting ones leave the queue and are stopped before their first epoch. */
  'training.stop': request(onRuns).gives<undefined>(),
  'training.stop_all': request(nothing).gives<undefined>(),
  /** Holds waiting runs back, or lets them begin again. */
  'training.hold': request(z.strictObject({ held: z.boolean() })).gives<undefined>(),
  /** Tries the store again at once, after recording has halted; the queue's `halt` has the result. */
  'training.try_again': request(nothing).gives<undefined>(),
  /** Trains a run that has ended up to `epochs` in all, as if that had been asked for at first. */
  'training.extend': request(z.strictObject({ run: runId, epochs: epochNumber.min(1), builds })).gives<undefined>(),
  /** Queues a run of the same config and seed, and so of the same batches, on another engine, and gives its id. */
  'training.repeat': request(z.strictObject({ run: runId, engine: z.enum(ENGINES) })).gives<{ readonly run: string }>(),
  /** Puts waiting runs into this order. */
  'training.reorder': request(onRuns).gives<undefined>(),
  /**
   * Trains the config for a moment and estimates how long the whole run would take; `superseded` if a newer request comes while it
   * waits.
   */
  'training.estimate': request(z.strictObject({ config })).gives<TrainingEstimate>(),
  /** The noise and target laws of a config, to draw; `superseded` by a newer one while it waits. */
  'training.preview_laws': request(z.strictObject({ config })).gives<InputFigureData>(),
  /**
   * Reads a CSV file (a 1-D or 2-D target) or a JavaScript module (a law of the user's own) into the store. `superseded` if the
   * window sends another file for the same law, or stops the reading. A module that the store has not kept before runs only if the
   * user allows it: `module-not-allowed` if the user declined in Electron's own dialog.
   */
  'training.import_law': request(
    z.strictObject({
      field: lawField,
      name: z.string().min(1).max(1000),
      bytes: z
        .instanceof(Uint8Array)
        .refine((bytes) => bytes.byteLength <= MOST_LAW_FILE_BYTES, `is over ${megabytes(MOST_LAW_FILE_BYTES)}`),
      /** Columns of a CSV by header or index; undefined takes the first of measurements. */
      columns: z
        .array(z.union([z.string(), z.int().min(0)]))
        .min(1)
        .max(2)
        .optional(),
      /** How a CSV is read, where it leaves it open or many of its rows would be skipped. */
      numbers: z.enum(['auto', 'decimal_point', 'decimal_comma']).default('auto'),
      invalid_rows: z.enum(['refuse', 'skip', 'skip_any']).default('skip'),
      /** A function of a module; undefined takes its default, or else the first that draws. */
      export: z.string().min(1).max(1000).optional(),
      /**
       * The user chose the file with the browser's own file chooser, or has allowed its source to run. Electron asks in any case.
       */
      allowed: z.boolean().default(false),
    }),
  ).gives<LawFileOutcome>(),
  /** Ends the reading of a file that was sent for this law. */
  'training.stop_reading': request(z.strictObject({ field: lawField })).gives<undefined>(),
  /**
   * Lets the user choose a file with Electron's own file chooser, which counts as allowed, and gives its content; undefined if the
   * user cancelled. `not-in-browser` elsewhere.
   */
  'training.choose_law_file': request(z.strictObject({ field: lawField })).gives<
    { readonly name: string; readonly bytes: Uint8Array } | undefined
  >(),
};
