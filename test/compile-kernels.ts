import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Vitest's global set-up: the kernels' WebAssembly is compiled when it is older than its sources. */
export default function compileKernels(): void {
  const script = fileURLToPath(new URL('../src/main/training/engines/fused/kernels/compile.mjs', import.meta.url));
  execFileSync(process.execPath, [script], { stdio: 'inherit' });
}
