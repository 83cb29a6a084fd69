import { appendFileSync, closeSync, openSync, readSync, statSync, writeFileSync } from 'node:fs';
import { MOST_RUN_FILE_BYTES, RUN_FILE_PART_BYTES } from '../../../shared/api/run-files.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import { newId } from '../../store/new-id.ts';
import type { CheckedRunFile } from './check.ts';
import { refuseSize, Scratch } from './scratch.ts';
import { megabytes } from '../../../shared/byte-size.ts';

/** A run file between a window and the store. */
export interface TransferredFile {
  readonly key: string;
  /** What the user calls it; empty of one that is written here. */
  readonly name: string;
  readonly path: string;
  /** Bytes that are to come; 0 of one that is written here. */
  readonly bytes: number;
  /** The result of the check; undefined before it. A checked file was brought to this program's schema and is not checked again. */
  checked: CheckedRunFile | undefined;
}

/** Files at once: windows that were closed in the middle leave theirs behind, and the oldest makes room. */
const MOST_FILES = 8;

/**
 * Stores run files that a window sends or receives in parts. Each file is removed when it is forgotten, and all of them at the end.
 */
export class RunFileTransfers {
  readonly #files = new Map<string, { readonly file: TransferredFile; readonly scratch: Scratch; received: number }>();

  /** Makes room for a file of so many bytes, which then come in parts. Throws `run-file-too-large` or `not-a-run-file`. */
  receive(name: string, bytes: number): TransferredFile {
    refuseSize(bytes);
    return this.#add(name, bytes);
  }

  /** Makes room for a file that is written here, to be read in parts. */
  prepare(): TransferredFile {
    return this.#add('', 0);
  }

  #add(name: string, bytes: number): TransferredFile {
    const oldest = this.#files.keys().next();
    if (this.#files.size >= MOST_FILES && oldest.done !== true) this.forget(oldest.value);
    const scratch = new Scratch();
    const file: TransferredFile = { key: newId(), name, path: scratch.file, bytes, checked: undefined };
    writeFileSync(file.path, '');
    this.#files.set(file.key, { file, scratch, received: 0 });
    return file;
  }

  /** Throws `run-file-unknown`, or `run-file-too-large` where it is more than was said. */
  append(key: string, part: Uint8Array): void {
    const entry = this.#entry(key);
    if (entry.received + part.byteLength > entry.file.bytes) {
      this.forget(key);
      throw new WorkbenchError('run-file-too-large', 'The run file is longer than announced.');
    }
    appendFileSync(entry.file.path, part);
    entry.received += part.byteLength;
  }

  /** A file that has come whole. Throws `run-file-unknown` or `run-file-incomplete`. */
  received(key: string): TransferredFile {
    const { file, received } = this.#entry(key);
    if (received < file.bytes) {
      throw new WorkbenchError(
        'run-file-incomplete',
        `Only ${received} of the ${file.bytes} bytes of ${file.name} arrived; choose it again.`,
      );
    }
    return file;
  }

  /** A part of a file from this byte on. Throws `run-file-unknown`. */
  read(key: string, from: number): Uint8Array<ArrayBuffer> {
    const { file } = this.#entry(key);
    const descriptor = openSync(file.path, 'r');
    try {
      const part = new Uint8Array(RUN_FILE_PART_BYTES);
      return part.slice(0, readSync(descriptor, part, 0, part.length, from));
    } finally {
      closeSync(descriptor);
    }
  }

  /** Bytes of a file that was written here. Throws `run-file-too-large` for more than a window takes. */
  measure(key: string): number {
    const { size } = statSync(this.#entry(key).file.path);
    if (size > MOST_RUN_FILE_BYTES) {
      throw new WorkbenchError(
        'run-file-too-large',
        `These runs take ${megabytes(size)}; export them with the command line: gan-workbench export RUN... --run-file FILE.`,
      );
    }
    return size;
  }

  forget(key: string): void {
    this.#files.get(key)?.scratch.remove();
    this.#files.delete(key);
  }

  close(): void {
    for (const key of [...this.#files.keys()]) this.forget(key);
  }

  #entry(key: string) {
    const entry = this.#files.get(key);
    if (entry === undefined)
      throw new WorkbenchError('run-file-unknown', 'This run file is no longer available; choose it again.');
    return entry;
  }
}
