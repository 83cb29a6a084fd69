import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Vitest's global set-up: kernels, program and page are built when they are older than their sources. */
export default function buildIfStale(): void {
  const script = fileURLToPath(new URL('../src/main/setup/build.ts', import.meta.url));
  execFileSync(process.execPath, [script, '--if-stale'], { stdio: 'inherit' });
}
