import { describe } from 'vitest';
import { tensorFlowAvailability } from '../../../../../src/main/training/engines/availability.ts';

/** Whether this is a machine for which nobody publishes the library, and why; undefined where it is there. */
function outOfReach(): string | undefined {
  const here = tensorFlowAvailability();
  return !here.available && here.sources.length === 0 ? here.reason : undefined;
}

/** The engines that train here. */
export function enginesHere(): ('fused' | 'tensorflow')[] {
  return outOfReach() === undefined ? ['fused', 'tensorflow'] : ['fused'];
}

/**
 * Describes what needs TensorFlow's native library. The tests' set-up has fetched it; only a machine for which nobody
 * publishes one goes without.
 */
export function describeTensorFlow(name: string, body: () => void): void {
  const reason = outOfReach();
  describe.skipIf(reason !== undefined)(reason === undefined ? name : `${name} (${reason})`, body);
}
