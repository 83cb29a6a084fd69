import { createHash } from 'node:crypto';
import { canonicalConfig } from '../../shared/config/canonical.ts';
import type { EngineName, RunConfig } from '../../shared/config/schema.ts';

/** The group of a run: 64 hexadecimal digits, equal for runs that differ in nothing but the seed and what is stored of them. */
export function groupHash(config: RunConfig, engine: EngineName): string {
  return createHash('sha256').update(canonicalConfig(config, engine)).digest('hex');
}
