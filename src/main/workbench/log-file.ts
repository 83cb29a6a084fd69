import { join } from 'node:path';
import { createStream, type RotatingFileStream } from 'rotating-file-stream';
import { makeFolders } from '../make-folders.ts';

/** Unexpected errors and what the workbench did, a line each: 1 MB a file, the last five are kept. */
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
    this.#stream.write(`${new Date().toISOString()} ${level} ${message}\n`);
  }
}
