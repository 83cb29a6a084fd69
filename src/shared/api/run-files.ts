import { z } from 'zod';
import type { ApiError } from './messages.ts';
import { channel, request, runIds } from './request.ts';
import { megabytes } from '../byte-size.ts';

/** What became of the runs of a run file, by their ids in the store. */
export interface ImportedRuns {
  readonly imported: readonly string[];
  /** The store holds another state of a run of the same id: these got ids of their own beside it. */
  readonly copied: readonly string[];
  /** Runs that were already in the store with exactly this content. */
  readonly there: readonly string[];
}

/** A JavaScript module that a run file brings and that this store does not have: it runs when its runs are drawn or trained. */
export interface RunFileModule {
  readonly name: string;
  readonly source: string;
}

export type RunFileImportEvent =
  /** Runs read and checked. */
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  /** The file is sound but not imported yet: it contains modules, which `modules: true` would allow. */
  | { readonly kind: 'asks'; readonly modules: readonly RunFileModule[] }
  | { readonly kind: 'finished'; readonly outcome: ImportedRuns }
  | { readonly kind: 'failed'; readonly error: ApiError };

export type RunFileExportEvent =
  /** Runs written. */
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  /** The file waits to be read under this name; `leftOut` runs had not begun. */
  | { readonly kind: 'finished'; readonly file: string; readonly bytes: number; readonly leftOut: number }
  | { readonly kind: 'failed'; readonly error: ApiError };

/** Bytes of a run file that a window sends or takes; the command line has room for larger ones. */
export const MOST_RUN_FILE_BYTES = 1_000_000_000;
/** Bytes of a part of it that cross in one message. */
export const RUN_FILE_PART_BYTES = 4_000_000;

/** The name of a file that is on its way, as it is given out. */
const fileKey = z.string().min(1).max(64);

export const RUN_FILES_REQUESTS = {
  /** Makes room for a run file of the user's: its parts follow in order, then the channel `run_file_import` reads it. */
  'run_files.begin': request(
    z.strictObject({
      /** The user's name for it, for messages. */
      name: z.string().min(1).max(1000),
      bytes: z
        .int()
        .min(0)
        .max(MOST_RUN_FILE_BYTES, `is over ${megabytes(MOST_RUN_FILE_BYTES)}; import larger files on the command line`),
    }),
  ).gives<{ readonly file: string }>(),
  'run_files.append': request(
    z.strictObject({
      file: fileKey,
      part: z.instanceof(Uint8Array).refine((part) => part.byteLength <= RUN_FILE_PART_BYTES, 'is too large a part'),
    }),
  ).gives<undefined>(),
  /** A part of a file that `run_file_export` has written; empty at its end. */
  'run_files.read': request(z.strictObject({ file: fileKey, from: z.int().min(0).max(MOST_RUN_FILE_BYTES) })).gives<
    Uint8Array<ArrayBuffer>
  >(),
  /** Forgets a file on its way in or out; one that is not known is passed over. */
  'run_files.forget': request(z.strictObject({ file: fileKey })).gives<undefined>(),
};

export const RUN_FILES_CHANNELS = {
  /** Writes runs into a run file, in a thread of its own; ending the subscription before it has finished cancels it. */
  run_file_export: channel(z.strictObject({ runs: runIds })).tells<RunFileExportEvent>(),
  /**
   * Reads a file that was handed over, in a thread of its own, and takes all of its runs into the store, or none and says why. Ending the
   * subscription before it has finished cancels it.
   */
  run_file_import: channel(
    z.strictObject({
      file: fileKey,
      /** Whether modules that it brings may come along. */
      modules: z.boolean(),
    }),
  ).tells<RunFileImportEvent>(),
};
