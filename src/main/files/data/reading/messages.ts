import type { LawTable, LawTableFile } from '../law-table.ts';

/** The results of reading users' tables, by the kind of the job. */
export interface Readings {
  readonly law: LawTable;
  /** Latent vectors `[rows, dimension]`. */
  readonly latent: Float32Array;
}

export type ReadingJob =
  | { readonly kind: 'law'; readonly file: LawTableFile }
  | { readonly kind: 'latent'; readonly text: string; readonly name: string; readonly dimension: number };

export type ReadingReply =
  | { readonly kind: 'read'; readonly reading: Readings[ReadingJob['kind']] }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string; readonly path: string | undefined }
  /** A bug of the program, not a fault of the table. */
  | { readonly kind: 'failed'; readonly error: unknown };
