import { z } from 'zod';
import type { SweepDefinition } from '../sweep/definition.ts';
import { channel, nothing, request, runName } from './request.ts';

/** Runs that were launched together; a run says by `sweep` which it belongs to. */
export interface Sweep {
  readonly id: string;
  readonly name: string;
  readonly definition: SweepDefinition;
  /** Paths of the settings that are varied, such as `optimizer.generator.learning_rate`. */
  readonly paths: readonly string[];
  /** The groups of its arms, where it was launched to train only what was not there; else those of its runs are meant. */
  readonly groups: readonly string[];
  /** UTC, ISO 8601. */
  readonly createdAt: string;
}

/** One of the configs that a sweep trains, each with every seed. */
export interface SweepArm {
  /** The settings of the arm, by their paths. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly name: string;
}

/** The cost of training runs of a sweep. */
export interface SweepWork {
  readonly runCount: number;
  /** Expected seconds until all of it has trained, with as many runs side by side as the settings say. */
  readonly seconds: number;
  /** Bytes it will take in the store, about. */
  readonly bytes: number;
}

export interface PreviewedArm extends SweepArm {
  /** The sweep's seeds of which a run already exists, whichever command launched it. */
  readonly existingSeeds: readonly number[];
}

export interface SweepPreview extends SweepWork {
  /** The first ones. */
  readonly arms: readonly PreviewedArm[];
  readonly armCount: number;
  readonly seedCount: number;
  /** The number of arms left out because their config equals that of an earlier arm. */
  readonly repeated: number;
  /** The runs that do not exist yet; undefined if none exists. */
  readonly missing: SweepWork | undefined;
  /** What will train it. */
  readonly engines: readonly string[];
}

const sweepId = z.string().min(1).max(64);
/** A definition, which `sweepSchema` checks and refuses with a path. */
const sweep = z.unknown();

export const SWEEPS_CHANNELS = {
  /** Every sweep, newest first, whenever one of them changes. */
  sweeps: channel(nothing).tells<{ readonly sweeps: readonly Sweep[] }>(),
};

export const SWEEPS_REQUESTS = {
  /** What a sweep would run; `bad-sweep` with the path of its first fault; `superseded` by a newer one while it waits. */
  'sweeps.preview': request(z.strictObject({ sweep })).gives<SweepPreview>(),
  /**
   * Queues all runs of the sweep, the first seed of every arm first. `only_missing` leaves out existing runs. If one run cannot be
   * queued, none is.
   */
  'sweeps.launch': request(z.strictObject({ sweep, only_missing: z.boolean().optional() })).gives<{
    readonly sweep: string;
    readonly runs: readonly string[];
  }>(),
  'sweeps.rename': request(z.strictObject({ sweep: sweepId, name: runName })).gives<undefined>(),
  /** Forgets that its runs belong together; the runs stay. */
  'sweeps.remove': request(z.strictObject({ sweep: sweepId })).gives<undefined>(),
};
