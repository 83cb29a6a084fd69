import type { ApiError } from '../../shared/api/messages.ts';
import { WorkbenchError } from '../../shared/errors.ts';
import { explained as sqliteExplained } from '../store/connection.ts';
import type { LogFile } from './log-file.ts';

/** Words errors for a window, and logs unexpected ones. */
export class ErrorReport {
  readonly #log: LogFile;
  readonly #storePath: () => string;

  /** `storePath` is the file that errors of SQLite are about. */
  constructor(log: LogFile, storePath: () => string) {
    this.#log = log;
    this.#storePath = storePath;
  }

  /** Logs an unexpected error in full and gives a plain sentence about it. */
  unexpected(error: unknown): ApiError {
    this.#log.error(error);
    return {
      code: 'internal',
      message: `Unexpected error; details are in the log file ${this.#log.path}.`,
    };
  }

  /** Gives the error's own sentence, or a general one for an unexpected error, which is logged. */
  explained(error: unknown): ApiError {
    if (error instanceof WorkbenchError) return { code: error.code, message: error.message, path: error.path };
    const plain = sqliteExplained(error, this.#storePath());
    if (!(plain instanceof WorkbenchError)) return this.unexpected(error);
    this.#log.error(error);
    return { code: plain.code, message: plain.message };
  }
}
