import type { ProblemPlace } from '../module-draws.ts';

/*
 * What a module's process and the one that started it tell each other, as bytes of plain shapes: whoever reads an answer has to
 * assume that a module wrote it, and reads nothing that could be more than numbers and text.
 */

/** The process reads its requests here. */
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
  /** Numbers in a draw, if the config has them. */
  readonly dimension?: number | undefined;
}

/** Asks for `calls` calls of the function, each for `count` draws. */
export interface DrawRequest {
  /** `once` is one call, on its own stream. `ahead` is for calls that nobody waits for yet, on the stream of all such requests. */
  readonly kind: 'once' | 'ahead';
  readonly count: number;
  readonly calls: number;
  /** The state of the stream; undefined continues where the calls before it ended. */
  readonly state: readonly number[] | undefined;
}

export type Request =
  | { readonly kind: 'functions'; readonly module: ModuleSource }
  | { readonly kind: 'load'; readonly module: ModuleSource }
  | DrawRequest;

/** The first word of an answer; its second is how many bytes come behind it. */
export const ANSWER = {
  /** Calls: of each the state of the stream behind it, and its numbers as float64. */
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
  /** `process` where the process was lost, which is no problem of the module's. */
  readonly about: ProblemPlace | 'process';
}

/** Bytes of the words before an answer. */
export const HEADER_BYTES = 8;
/** The longest text, whatever a module throws and however many functions it has. */
export const MOST_TEXT_BYTES = 1 << 16;
/** Float64 places of a call before its numbers: the four words of its stream's state. */
export const STATE_PLACES = 2;

/** Float64 places of one call's answer. */
export function callPlaces(count: number, dimension: number): number {
  return STATE_PLACES + count * dimension;
}
