import { join } from 'node:path';
import { createStream, type RotatingFileStream } from 'rotating-file-stream';
import { visible } from '../../shared/visible-text.ts';
import { makeFolders } from '../locations.ts';

const LONGEST_ENTRY = 20_000;

/** A message as one line that says no more than it seems to: a message with line ends would look like entries of others. */
function oneLine(message: string): string {
  const cut = message.length - LONGEST_ENTRY;
  const kept = cut > 0 ? `${message.slice(0, LONGEST_ENTRY)} … (${cut} more characters)` : message;
  return visible(kept.replaceAll('\r\n', '\n')).replaceAll('\n', '\\n').replaceAll('\t', ' ');
}

/**
 * The log of unexpected errors and of the workbench's actions. Each entry is one line. A file has up to 1 MB, and the last five
 * files are kept.
 */
export class LogFile {
  readonly path: string;
  readonly #stream: RotatingFileStream;

  constructor(folder: string) {
    makeFolders(folder);
    this.path = join(folder, 'workbench.log');
    this.#stream = createStream('workbench.log', { path: folder, size: '1M', maxFiles: 5 });
    // A full disk must not end the workbench: what cannot be logged goes to the terminal.
    this.#stream.on('error', (error: Error) => console.error(`the log cannot be written: ${error.message}`));
  }

  info(message: string): void {
    this.#write('info', message);
  }

  error(error: unknown): void {
    this.#write('error', error instanceof Error ? (error.stack ?? error.message) : String(error));
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#stream.end(() => resolve()));
  }

  #write(level: string, message: string): void {
    this.#stream.write(`${new Date().toISOString()} ${level} ${oneLine(message)}\n`);
  }
}
