/** An error with a code and a sentence that a researcher understands: what happened, where, and what would be right. */
export class WorkbenchError extends Error {
  override readonly name = 'WorkbenchError';
  /** A kebab-case word for programs, such as `bad-data`. */
  readonly code: string;
  /** The field of the config that it is about, such as `target.columns`, if any. */
  readonly path: string | undefined;

  constructor(code: string, message: string, options: { readonly path?: string; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.path = options.path;
  }
}
