import type { ProblemPlace } from '../module-draws.ts';

/*
 * The byte format between a module's process and the process that started it. A reader must assume that the module
 * itself wrote an answer, so answers contain only numbers and text.
 */

/** The file descriptor of its requests. */
export const REQUESTS = 0;
/** The file descriptor of its answers; standard output belongs to the module. */
export const ANSWERS = 3;

export interface ModuleSource {
  readonly source: string;
  /** The name of the file, for messages. */
  readonly name: string;
  readonly exportName: string;
  /** The law of the config that names it. */
  readonly field: 'target' | 'noise';
  /** Numbers per draw, if the config says so. */
  readonly dimension?: number | undefined;
}

/** Asks for `calls` calls of the function, each for `count` draws. */
export interface DrawRequest {
  /** `once` is a single call with its own stream. `ahead` is for calls drawn ahead, which share a stream. */
  readonly kind: 'once' | 'ahead';
  readonly count: number;
  readonly calls: number;
  /** The state of the stream; undefined continues after the previous calls. */
  readonly state: readonly number[] | undefined;
}

export type Request =
  | { readonly kind: 'functions'; readonly module: ModuleSource }
  | { readonly kind: 'load'; readonly module: ModuleSource }
  | DrawRequest;

/** The first word of an answer; the second is the number of bytes that follow. */
export const ANSWER = {
  /** Calls: for each, the state of the stream after it, and its numbers as float64. */
  draws: 1,
  loaded: 2,
  functions: 3,
  problem: 4,
} as const;

export interface Loaded {
  readonly dimension: number;
  /** Milliseconds of a draw when it was tried. */
  readonly milliseconds: number;
}

export interface Problem {
  readonly problem: string;
  /** `process` if the process was lost, which is not the module's fault. */
  readonly about: ProblemPlace | 'process';
}

/** Bytes of the words before an answer. */
export const HEADER_BYTES = 8;
/** The longest text, for thrown values and for lists of functions. */
export const MOST_TEXT_BYTES = 1 << 16;
/** Float64 places of a call before its numbers: the four words of its stream's state. */
export const STATE_PLACES = 2;

/** Float64 places of one call's answer. */
export function callPlaces(count: number, dimension: number): number {
  return STATE_PLACES + count * dimension;
}
