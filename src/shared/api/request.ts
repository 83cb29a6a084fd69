import { z } from 'zod';

/** The input of a request, as a schema that the main process parses it with, and its output, as a type. */
export interface RequestContract<Schema extends z.ZodType, Output> {
  readonly input: Schema;
  /** Only a type; there is no value. */
  readonly output?: Output;
}

/** Declares a request whose input `schema` describes: `request(schema).gives<Output>()`. */
export function request<Schema extends z.ZodType>(schema: Schema) {
  return { gives: <Output>(): RequestContract<Schema, Output> => ({ input: schema }) };
}

/** The input of a subscription and the type of its events. */
export interface ChannelContract<Schema extends z.ZodType, Event> {
  readonly input: Schema;
  /** Only a type; there is no value. */
  readonly event?: Event;
}

/** Declares a channel whose input `schema` describes: `channel(schema).tells<Event>()`. */
export function channel<Schema extends z.ZodType>(schema: Schema) {
  return { tells: <Event>(): ChannelContract<Schema, Event> => ({ input: schema }) };
}

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
