import { z } from 'zod';

/** A run's id, as it is given out. */
export const runId = z.string().min(1).max(64);
/** Runs that one request is about. */
export const runIds = z.array(runId).min(1).max(100_000);
export const epochNumber = z.int().min(0).max(10_000_000);
export const tag = z.string().trim().min(1).max(100);
export const runName = z.string().trim().min(1).max(10_000);
export const notes = z.string().max(1_000_000);
/** Something to do without input. */
export const nothing = z.strictObject({});
