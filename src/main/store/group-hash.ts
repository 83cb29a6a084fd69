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
 * What a fork of this run began with, as a digest: what the run computed, whatever its length, and what it began with itself. The seed
 * enters only where the fork takes another: eight forks of one checkpoint share what came before, those of eight runs do not.
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
