import type { Transport } from '../../shared/api/messages.ts';

/** `shut-out`: the server is there but no longer admits this page, because it was restarted or this browser's session was ended. */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'shut-out';

/** A transport that can be lost and come back: what was subscribed before has to be subscribed again. */
export interface Connection extends Transport {
  /** Calls `changed` now and at every change. */
  watch(changed: (state: ConnectionState) => void): void;
}

/** The connection that lasts as long as the window: the preload's. */
export function lasting(transport: Transport): Connection {
  return {
    post: (message) => transport.post(message),
    listen: (receive) => transport.listen(receive),
    watch: (changed) => changed('open'),
  };
}
