export function isAlive(pid: number): boolean;
export function noteRunning(args: readonly string[]): void;
export function runningOthers(digest: string): readonly { readonly pid: number; readonly command: string }[];
