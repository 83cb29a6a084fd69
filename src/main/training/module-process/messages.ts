import type { MessagePort } from 'node:worker_threads';
import type { DrawRequest, Loaded, ModuleSource, Problem } from './wire.ts';

/** The limits of a module's process. */
export interface ModuleLimits {
  /** The process is ended after this time without a message, plus the known duration of a call. */
  readonly milliseconds: number;
  readonly bytes: number;
}

/** Asks a relay to start a process and to report on `port`. */
export interface RelayRequest {
  readonly port: MessagePort;
  /** Two words: the number of posted answers, and how often the relay checked while one was awaited. */
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

/** Asks for draws; a call may take `milliseconds` without a message. */
export type RelayedDraw = DrawRequest & { readonly milliseconds: number };

/** An answer of a relay. After a problem there are no more. */
export type RelayAnswer =
  | ({ readonly kind: 'loaded' } & Loaded)
  | { readonly kind: 'functions'; readonly names: readonly string[] }
  /** Calls of the oldest request that is not fully answered. */
  | { readonly kind: 'draws'; readonly calls: number; readonly bytes: ArrayBuffer }
  | ({ readonly kind: 'problem' } & Problem);
