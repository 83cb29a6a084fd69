/** A number with what it counts: `1 run`, `2 runs`. */
export function counted(count: number, what: string): string {
  return `${count} ${count === 1 ? what : `${what}s`}`;
}
