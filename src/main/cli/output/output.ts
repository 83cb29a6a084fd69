import { printable } from './text-table.ts';

/** What a command says: text for people or JSON lines for programs, on stdout; notes and errors on stderr. */
export class Output {
  readonly isJson: boolean;

  constructor(isJson: boolean) {
    this.isJson = isJson;
  }

  /** Lines for people; nothing where the reader is a program. */
  text(...lines: readonly string[]): void {
    if (!this.isJson) process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  }

  /** One JSON object a line for programs; nothing where the reader is a person. NaN and infinities become null. */
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
