import type {
  ChannelEvent,
  ChannelName,
  CHANNELS,
  ParsedInput,
  RequestName,
  RequestOutput,
} from '../../../shared/api/contract.ts';
import type { z } from 'zod';

/** What answers the requests of one subject. */
export type RequestHandlers<Requests> = {
  readonly [Name in keyof Requests & RequestName]: (
    input: ParsedInput<Name>,
  ) => RequestOutput<Name> | Promise<RequestOutput<Name>>;
};

/** The events of one subscription, which the session takes when the window is ready for more. */
export interface Feed<Event> {
  /** Everything new since the last call, as one event; undefined if nothing is new. */
  take(): Event | undefined;
  close(): void;
}

/** Opens the feed of a subscription: it calls `ready` whenever there is something to take. Throws a WorkbenchError. */
export type OpenFeed<Input, Event> = (input: Input, ready: () => void) => Feed<Event>;

/** What serves the channels of one subject. */
export type ChannelHandlers<Channels> = {
  readonly [Name in keyof Channels & ChannelName]: OpenFeed<
    z.output<(typeof CHANNELS)[Name]['input']>,
    ChannelEvent<Name>
  >;
};

/** A feed of which only the newest state counts: `read` is called when it is taken. */
export function stateFeed<Event>(
  read: () => Event,
  watch: (changed: () => void) => () => void,
  ready: () => void,
): Feed<Event> {
  let isChanged = true;
  const unwatch = watch(() => {
    isChanged = true;
    ready();
  });
  return {
    take: () => {
      if (!isChanged) return undefined;
      isChanged = false;
      return read();
    },
    close: unwatch,
  };
}
