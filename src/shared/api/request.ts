import type { z } from 'zod';

/** What a request takes, as a schema that the main process parses it with, and what it gives, as a type. */
export interface RequestContract<Schema extends z.ZodType, Output> {
  readonly input: Schema;
  /** Only a type: never there. */
  readonly output?: Output;
}

/** A request whose input `schema` describes: `request(schema).gives<Output>()`. */
export function request<Schema extends z.ZodType>(schema: Schema) {
  return { gives: <Output>(): RequestContract<Schema, Output> => ({ input: schema }) };
}

/** What a subscription takes, and the events it then tells, one after another. */
export interface ChannelContract<Schema extends z.ZodType, Event> {
  readonly input: Schema;
  /** Only a type: never there. */
  readonly event?: Event;
}

/** A channel whose input `schema` describes: `channel(schema).tells<Event>()`. */
export function channel<Schema extends z.ZodType>(schema: Schema) {
  return { tells: <Event>(): ChannelContract<Schema, Event> => ({ input: schema }) };
}
