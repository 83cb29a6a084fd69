import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import type * as tf from '@tensorflow/tfjs-node';
import { WorkbenchError } from '../../../../shared/errors.ts';
import { findNativeLibrary, whyMissing } from '../../../native-library/location.ts';
import type { Binding } from './binding.ts';
import { THREADS_VARIABLE } from './environment.ts';

/** TensorFlow, as loaded into this process. */
export interface TensorFlow {
  readonly tfjs: typeof tf;
  /** The native library itself: tensors by their handles. */
  readonly binding: Binding;
  /** Of the native library. */
  readonly version: string;
  /** Of tfjs-node. */
  readonly packageVersion: string;
  readonly threads: number;
  readonly device: 'cpu' | 'gpu';
}

let loaded: TensorFlow | undefined;

/**
 * Loads TensorFlow, once per process. Only one thread of a process may load it, and loading it again aborts ("Duplicate
 * registration of device factory"). Throws `engine-unavailable` with the reason.
 */
export function tensorFlow(): TensorFlow {
  return (loaded ??= load());
}

function load(): TensorFlow {
  const found = findNativeLibrary();
  if (found.kind === 'missing') throw new WorkbenchError('engine-unavailable', whyMissing(found), { path: 'engine' });
  const { binding: path, device } = found.library;
  const require = createRequire(import.meta.url);
  const packageName = device === 'gpu' ? '@tensorflow/tfjs-node-gpu' : '@tensorflow/tfjs-node';
  // tfjs-node 4.22 calls these two functions. Node 23 removed the first, and warns about the second.
  Object.assign(require('node:util') as object, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  });
  const manifest = require.resolve(`${packageName}/package.json`);
  const own = createRequire(manifest);
  const tfjs = own('@tensorflow/tfjs') as typeof tf;
  const { NodeJSKernelBackend } = own('./dist/nodejs_kernel_backend.js') as {
    readonly NodeJSKernelBackend: new (binding: Binding, packageName: string) => tf.KernelBackend;
  };
  own('./dist/register_all_kernels.js');
  const native = loadBinding(require, path);
  const backend = new NodeJSKernelBackend(native, packageName);
  tfjs.registerBackend('tensorflow', () => backend);
  // Called at once, because the backend already exists.
  void tfjs.setBackend('tensorflow');
  return {
    tfjs,
    binding: native,
    version: native.TF_Version,
    packageVersion: (require(manifest) as { readonly version: string }).version,
    threads: Number(process.env[THREADS_VARIABLE] ?? availableParallelism()),
    device: native.isUsingGpuDevice() ? 'gpu' : 'cpu',
  };
}

function loadBinding(require: NodeJS.Require, path: string): Binding {
  try {
    return require(path) as Binding;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `TensorFlow's native library cannot be loaded on this machine: ${reason}`;
    throw new WorkbenchError('engine-unavailable', message, { path: 'engine', cause });
  }
}
