import type { Refusal } from '../../shared/config/refusal.ts';
import type { RunConfig } from '../../shared/config/schema.ts';
import { WorkbenchError } from '../../shared/errors.ts';
import type { SweepDefinition } from '../../shared/sweep/definition.ts';
import { expandSweep, type ExpandedArm } from '../../shared/sweep/expand.ts';
import { sweepName } from '../../shared/sweep/names.ts';
import { parseSweep } from '../../shared/sweep/parse.ts';
import { randomStream } from '../training/random.ts';
import type { ReadConfig } from '../files/data/files.ts';
import { newId } from '../store/new-id.ts';
import type { RunRequest, SweepRequest } from '../runs/queue.ts';

/** A sweep whose every config is right. */
export interface SweepPlan {
  readonly definition: SweepDefinition;
  readonly arms: readonly ExpandedArm[];
  /** Arms left out because their config equals that of an earlier arm. */
  readonly repeated: number;
}

export type PlannedSweep =
  ({ readonly ok: true } & SweepPlan) | { readonly ok: false; readonly refusals: readonly Refusal[] };

/** What `input` (parsed JSON, a form's state) asks to be trained, or everything that is wrong with it. */
export function planSweep(input: unknown): PlannedSweep {
  const parsed = parseSweep(input);
  if (!parsed.ok) return parsed;
  const expanded = expandSweep(parsed.definition, randomStream);
  return expanded.ok ? { ...expanded, definition: parsed.definition } : expanded;
}

/** As `planSweep`. Throws `bad-sweep` with the path of the first fault. */
export function plannedSweep(input: unknown): SweepPlan {
  const plan = planSweep(input);
  if (plan.ok) return plan;
  const [{ path, message }] = plan.refusals;
  throw new WorkbenchError('bad-sweep', message, { path });
}

/** An arm whose files have been read. */
export interface ReadArm {
  readonly name: string;
  readonly read: ReadConfig;
}

/** Reads the files that the arms name, each once. Throws what `read` throws. */
export async function readArms(
  arms: readonly ExpandedArm[],
  read: (config: RunConfig) => ReadConfig | Promise<ReadConfig>,
): Promise<ReadArm[]> {
  const known = new Map<string, ReadConfig>();
  const found: ReadArm[] = [];
  for (const { name, config } of arms) {
    const { target, noise, generator } = config;
    const files = JSON.stringify([target, noise, generator.latent_dimension]);
    const first = known.get(files) ?? (await read(config));
    known.set(files, first);
    const { target: readTarget, noise: readNoise } = first.config;
    found.push({ name, read: { ...first, config: { ...config, target: readTarget, noise: readNoise } } });
  }
  return found;
}

/**
 * The runs of a sweep. The first seed of every arm comes first, so that the sweep shows something early. `isThere` marks existing
 * runs, which are left out.
 */
export function sweepRuns(
  arms: readonly ReadArm[],
  seeds: readonly number[],
  tags: readonly string[],
  isThere: (arm: number, seed: number) => boolean = () => false,
): RunRequest[] {
  return seeds.flatMap((seed) =>
    arms.flatMap(({ name, read }, arm) => (isThere(arm, seed) ? [] : [{ name, tags, read, seed }])),
  );
}

/** A sweep to be launched, with a new id. `groups` are the groups of its arms, whose existing runs belong to the sweep too. */
export function newSweep(definition: SweepDefinition, groups: readonly string[] = []): SweepRequest {
  return { id: newId(), name: sweepName(definition), definition, groups };
}
