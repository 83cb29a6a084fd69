import { realpathSync, statSync } from 'node:fs';
import { WorkbenchError } from '../../shared/errors.ts';

/** Tells a file from every other: its disk and its number there. undefined where there is none at the path. */
type Identity = string | undefined;

/** Files that SQLite keeps beside a store while it is open: what is written is first in these. */
const LOG_ENDINGS = ['-wal', '-shm'] as const;

/**
 * Watches the files that a connection has open. If one is moved, deleted or replaced, only its name changes: the connection would
 * silently write into a file that nobody finds again.
 */
export class StoreFile {
  readonly #path: string;
  /** Beside the file itself, where the path is a link to it. */
  readonly #logs: readonly string[];
  readonly #identity: Identity;
  readonly #logIdentities: readonly Identity[];

  /** Create it right after `path` was opened. */
  constructor(path: string) {
    const file = realpathSync(path);
    this.#path = path;
    this.#logs = LOG_ENDINGS.map((ending) => file + ending);
    this.#identity = identityOf(path);
    this.#logIdentities = this.#logs.map(identityOf);
  }

  /**
   * Throws `store-gone` or `store-replaced` if the path no longer leads to the opened file. False if only the log was deleted,
   * which opening the store again repairs.
   */
  verify(): boolean {
    const found = identityOf(this.#path);
    if (found === undefined) {
      throw new WorkbenchError(
        'store-gone',
        `${this.#path} is missing: it was moved or deleted, or its disk was removed. Put it back.`,
      );
    }
    if (found !== this.#identity) throw replaced(this.#path);
    const logs = this.#logs.map(identityOf);
    for (const [index, log] of logs.entries()) {
      if (log !== undefined && log !== this.#logIdentities[index]) throw replaced(this.#logs[index]);
    }
    return !logs.includes(undefined);
  }
}

function replaced(path: string): WorkbenchError {
  return new WorkbenchError(
    'store-replaced',
    `${path} was replaced while it was open. Put the original file back, or close the program before you replace it.`,
  );
}

/** Reads the status by the path alone: opening and closing the file would drop SQLite's locks on it. */
function identityOf(path: string): Identity {
  try {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    return found && `${found.dev}:${found.ino}`;
  } catch {
    // A folder above it that is not there, or is no folder any more.
    return undefined;
  }
}
