/** The name of a file without its folders, for paths of any operating system. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
