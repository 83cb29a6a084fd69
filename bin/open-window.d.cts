import type { ElectronRuntime } from './electron-runtime.cjs';

export function openAtOnce(command: readonly string[], otherwise: () => void): void;
export function openWindow(
  runtime: ElectronRuntime,
  args: readonly string[],
  ended: (code: number | undefined) => void,
): void;
