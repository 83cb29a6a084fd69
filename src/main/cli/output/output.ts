import { printable } from './printable.ts';

/** The output of a command: text for people or JSON lines for programs on stdout, notes and errors on stderr. */
export class Output {
  readonly isJson: boolean;

  constructor(isJson: boolean) {
    this.isJson = isJson;
  }

  /** Prints lines for people; nothing with `--json`. */
  text(...lines: readonly string[]): void {
    if (!this.isJson) process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  }

  /** Prints one JSON object per line for programs; nothing without `--json`. NaN and infinities become null. */
  event(event: string, fields: Readonly<Record<string, unknown>>): void {
    if (this.isJson) process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`);
  }

  /** A remark that is not part of the result. */
  note(line: string): void {
    process.stderr.write(`${line}\n`);
  }

  /** Prints a sentence, parts of which may come from somebody else's file. */
  error(code: string, message: string, path?: string): void {
    process.stderr.write(`error: ${printable(message)}\n`);
    this.event('error', { code, message, path: path ?? null });
  }
}
