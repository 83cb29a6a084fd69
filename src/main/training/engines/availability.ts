import { createRequire } from 'node:module';
import type { EngineName } from '../../../shared/config/schema.ts';
import { findNativeLibrary, type FoundLibrary } from '../../native-library/location.ts';
import { bestBuild } from './fused/kernels/best-build.ts';
import { buildName } from './fused/kernels/kernels.ts';

/** Whether an engine can run here, with its version or the reason why it cannot. */
export type EngineAvailability =
  | {
      readonly engine: EngineName;
      readonly available: true;
      /** undefined for the fused engine, whose build `fusedBuild` tells. */
      readonly version: string | undefined;
      /** The version of the native library; undefined if there is none, or if it is known only after loading. */
      readonly nativeLibrary: string | undefined;
      readonly device: 'cpu' | 'gpu';
    }
  | {
      readonly engine: EngineName;
      readonly available: false;
      readonly reason: string;
      /** The command that fixes it, if there is one. */
      readonly remedy: string | undefined;
      /** Sources that can install what is missing. */
      readonly sources: readonly string[];
    };

let found: FoundLibrary | undefined;

/**
 * Finds the native library. A found one is cached, because it stays in place; a missing one is searched again, because
 * it may have been installed since.
 */
function nativeLibrary(): FoundLibrary {
  if (found?.kind !== 'found') found = findNativeLibrary();
  return found;
}

export function tensorFlowAvailability(): EngineAvailability {
  const engine = 'tensorflow';
  const native = nativeLibrary();
  if (native.kind === 'missing') {
    const { reason, remedy, sources } = native;
    return { engine, available: false, reason, remedy, sources };
  }
  const { device, version, source } = native.library;
  const packageName = device === 'gpu' ? '@tensorflow/tfjs-node-gpu' : '@tensorflow/tfjs-node';
  const manifest = createRequire(import.meta.url)(`${packageName}/package.json`) as { readonly version: string };
  return {
    engine,
    available: true,
    version: `${packageName.slice('@tensorflow/'.length)} ${manifest.version}, native library from the ${source}`,
    nativeLibrary: version && `libtensorflow ${version}`,
    device,
  };
}

/** The build of the fused engine's kernels. It is chosen at the first call in a process, which takes a tenth of a second. Throws `bad-kernels`. */
export const fusedBuild = (): string => buildName(bestBuild());

export function engineAvailability(): EngineAvailability[] {
  const own = { available: true, nativeLibrary: undefined, device: 'cpu' } as const;
  return [
    { ...own, engine: 'fused', version: undefined },
    tensorFlowAvailability(),
    { ...own, engine: 'reference', version: 'plain TypeScript; slow; the reference for the other engines' },
  ];
}
