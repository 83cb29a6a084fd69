import type { ElectronRuntime } from './electron-runtime.cjs';

export const CRASHED: string;
export function openAtOnce(command: readonly string[], runCommandLine: () => void): void;
export function openWindow(
  runtime: ElectronRuntime,
  args: readonly string[],
  ended: (code: number | undefined) => void,
): void;
