import type { ApiError } from '../../shared/api/messages.ts';
import { WorkbenchError } from '../../shared/errors.ts';
import { explained as sqliteExplained } from '../store/connection.ts';
import type { LogFile } from './log-file.ts';

/** Puts errors into words for a window, and logs those that nobody expected. */
export class ErrorReport {
  readonly #log: LogFile;
  readonly #storePath: () => string;

  /** `storePath` is the file that errors of SQLite are about. */
  constructor(log: LogFile, storePath: () => string) {
    this.#log = log;
    this.#storePath = storePath;
  }

  /** Logs an error that nobody expected, whole, and gives it in plain words. */
  unexpected(error: unknown): ApiError {
    this.#log.error(error);
    return {
      code: 'internal',
      message: `Unexpected error; details are in the log file ${this.#log.path}.`,
    };
  }

  /** As it can be shown: a sentence of its own, or one for what nobody expected, which is logged. */
  explained(error: unknown): ApiError {
    if (error instanceof WorkbenchError) return { code: error.code, message: error.message, path: error.path };
    const plain = sqliteExplained(error, this.#storePath());
    if (!(plain instanceof WorkbenchError)) return this.unexpected(error);
    this.#log.error(error);
    return { code: plain.code, message: plain.message };
  }
}
