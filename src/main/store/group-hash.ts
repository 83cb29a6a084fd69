import { createHash } from 'node:crypto';
import { canonicalConfig } from '../../shared/config/canonical.ts';
import type { EngineName, RunConfig } from '../../shared/config/schema.ts';
import type { Lineage, Run } from '../../shared/run.ts';

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');

/**
 * The group of a run: 64 hexadecimal digits, equal for runs that differ in nothing but the seed and what is stored of them. A fork is
 * never in the group of a run that was not forked: what it began with is part of what it computed.
 */
export function groupHash(config: RunConfig, engine: EngineName, lineage?: Pick<Lineage, 'trunk' | 'epoch'>): string {
  const text = canonicalConfig(config, engine);
  if (!lineage) return digestOf(text);
  return digestOf(JSON.stringify({ config: text, trunk: lineage.trunk, epoch: lineage.epoch }));
}

/** Stands for every length: how long a parent went on after the checkpoint makes no difference to it. */
const ANY_LENGTH = 1;

/**
 * A digest of what a fork of this run starts from: the run's config without its length, and what the run itself started from. The
 * seed is part of it only if the fork has another seed: eight forks of one checkpoint share a past, those of eight runs do not.
 */
export function trunkHash(parent: Pick<Run, 'config' | 'lineage'>, engine: EngineName, isReseeded: boolean): string {
  const { config, lineage } = parent;
  return digestOf(
    JSON.stringify({
      config: canonicalConfig({ ...config, epochs: ANY_LENGTH }, engine),
      seed: isReseeded ? config.seed : null,
      before: lineage ? { trunk: lineage.trunk, epoch: lineage.epoch } : null,
    }),
  );
}
