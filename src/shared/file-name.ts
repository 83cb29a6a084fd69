/** The name of a file without its folders, whatever system wrote the path. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
