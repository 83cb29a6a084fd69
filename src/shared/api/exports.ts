import { z } from 'zod';
import { VECTOR_KINDS, VECTOR_TEXTS } from '../figures/vector-figure.ts';
import { channel, request, runId } from './request.ts';

export type AnimationEvent =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'finished'; readonly gif: Uint8Array }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

export const EXPORTS_CHANNELS = {
  /** A run's distribution over its epochs as a GIF, drawn in a thread of its own; ending the subscription cancels it. */
  animation: channel(
    z.strictObject({
      run: runId,
      /** CSS pixels. */
      width: z.int().min(160).max(2400),
      height: z.int().min(120).max(2400),
      scale: z.int().min(1).max(4),
      framesPerSecond: z.number().min(1).max(50),
      /** Frames at most: snapshots are left out evenly, the first and the last stay. */
      frames: z.int().min(2).max(2000),
      background: z.enum(['white', 'dark']),
      discriminator: z.boolean(),
      averaged: z.boolean(),
    }),
  ).tells<AnimationEvent>(),
};

/** Characters of a recorded drawing: about a million steps. */
const MOST_DRAWING = 40_000_000;

export const EXPORTS_REQUESTS = {
  /** A figure of the window, recorded as a drawing (JSON), as an SVG or PDF file; the page's sizes are in points. */
  'exports.vector': request(
    z.strictObject({
      drawing: z.string().max(MOST_DRAWING),
      kind: z.enum(VECTOR_KINDS),
      text: z.enum(VECTOR_TEXTS),
      page: z.strictObject({
        width: z.number().positive().max(4000),
        height: z.number().positive().max(4000),
        font: z.number().min(1).max(100),
      }),
      title: z.string().max(2000),
    }),
  ).gives<Uint8Array>(),
  /** Every epoch with its losses and metrics, as the command line's `export --csv`. */
  'exports.epochs_csv': request(z.strictObject({ run: runId })).gives<string>(),
  /** Config, summaries and facts, as the command line's `export --json`. */
  'exports.json': request(z.strictObject({ run: runId })).gives<string>(),
};
