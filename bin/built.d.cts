export type Part = 'program' | 'page';
export const ROOT: string;
export const PARTS: Readonly<
  Record<
    Part,
    { readonly sources: readonly string[]; readonly folders: readonly string[]; readonly files: readonly string[] }
  >
>;
export function builtFrom(part: Part): string;
export function digestOf(part: Part): string;
export function digestOfFiles(files: string[]): string;
export function filesIn(folder: string): string[];
export function isBuilt(part: Part): boolean;
export function isBuiltFrom(part: Part, digest: string): boolean;
export function stampOf(part: Part, out: string): string;
