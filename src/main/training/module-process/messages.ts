import type { MessagePort } from 'node:worker_threads';
import type { DrawRequest, Loaded, ModuleSource, Problem } from './wire.ts';

/** What a module's process may take. */
export interface ModuleLimits {
  /** The process is ended after this time without a message, plus the time that a call is known to take. */
  readonly milliseconds: number;
  readonly bytes: number;
}

/** Asks a relay to start a process, and to tell of it on `port`. */
export interface RelayRequest {
  readonly port: MessagePort;
  /** Two words: how many answers were posted, and how often the relay looked while one was awaited. */
  readonly signal: Int32Array<SharedArrayBuffer>;
  readonly kind: 'functions' | 'load';
  readonly module: ModuleSource;
  readonly limits: ModuleLimits;
}

/** Tries another function of the module whose functions were listed. */
export interface RelayedLoad {
  readonly kind: 'load';
  readonly module: ModuleSource;
}

/** Asks for draws; a call may take `milliseconds` without being heard of. */
export type RelayedDraw = DrawRequest & { readonly milliseconds: number };

/** An answer of a relay. A problem is the last one. */
export type RelayAnswer =
  | ({ readonly kind: 'loaded' } & Loaded)
  | { readonly kind: 'functions'; readonly names: readonly string[] }
  /** Calls of the oldest request that is not answered in full. */
  | { readonly kind: 'draws'; readonly calls: number; readonly bytes: ArrayBuffer }
  | ({ readonly kind: 'problem' } & Problem);
