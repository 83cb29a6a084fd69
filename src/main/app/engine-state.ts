import type { EngineState } from '../../shared/api/settings.ts';
import { counted } from '../../shared/counted.ts';
import { whyMissing } from '../native-library/location.ts';
import type { EngineAvailability } from '../training/engines/availability.ts';

/** `wide SIMD, build e63a634c4c02` of kernels; any other version as it is. */
export const buildWords = (version: string): string => version.replace(/^(\w+)-simd (\w+)$/, '$1 SIMD, build $2');

/** What the settings say of an engine, where a run may take so many threads. */
export function engineState(engine: EngineAvailability, threads: number): EngineState {
  if (!engine.available) {
    const { engine: name, sources } = engine;
    return { engine: name, available: false, detail: whyMissing(engine), sources };
  }
  const { engine: name, version, nativeLibrary, device } = engine;
  const most = name === 'tensorflow' && threads > 1 ? `up to ${counted(threads, 'thread')}` : counted(1, 'thread');
  const parts = [nativeLibrary, device === 'gpu' ? 'GPU' : 'processor', `${most} per run`];
  const runsOn = parts.filter((part) => part !== undefined).join(', ');
  const detail = version === undefined ? undefined : buildWords(version);
  return { engine: name, available: true, detail, runsOn };
}
