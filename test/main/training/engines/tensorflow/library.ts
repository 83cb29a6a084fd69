import { describe } from 'vitest';
import { tensorFlowAvailability } from '../../../../../src/main/training/engines/availability.ts';

/**
 * Describes what needs TensorFlow's native library. The tests' set-up has fetched it; only a machine for which nobody
 * publishes one goes without.
 */
export function describeTensorFlow(name: string, body: () => void): void {
  const here = tensorFlowAvailability();
  const isOutOfReach = !here.available && here.sources.length === 0;
  describe.skipIf(isOutOfReach)(isOutOfReach ? `${name} (${here.reason})` : name, body);
}
