import type {
  ChannelEvent,
  ChannelInput,
  ChannelName,
  RequestInput,
  RequestName,
  RequestOutput,
} from '../../shared/api/contract.ts';
import type { ApiError, ServerMessage } from '../../shared/api/messages.ts';
import type { Connection, ConnectionState } from './connection.ts';

/** What came of a request. */
export type Result<Output> =
  { readonly ok: true; readonly output: Output } | { readonly ok: false; readonly error: ApiError };

interface Subscription {
  readonly channel: ChannelName;
  readonly input: () => unknown;
  readonly event: (event: unknown) => void;
  readonly ended: (error: ApiError) => void;
}

const LOST: ApiError = {
  code: 'connection-lost',
  message: 'The workbench cannot be reached just now; try again when it is back.',
};

/** The renderer's only way to the workbench: typed requests and subscriptions, whichever shell carries them. */
export class Bridge {
  readonly #connection: Connection;
  readonly #requests = new Map<number, (result: Result<unknown>) => void>();
  readonly #subscriptions = new Map<number, Subscription>();
  #waiting: (() => void)[] = [];
  #nextId = 1;
  #state: ConnectionState = 'connecting';

  constructor(connection: Connection) {
    this.#connection = connection;
    connection.listen((message) => this.#receive(message));
    connection.watch((state) => this.#change(state));
  }

  /** Asks for something; never rejects. */
  request<Name extends RequestName>(name: Name, input: RequestInput<Name>): Promise<Result<RequestOutput<Name>>> {
    if (this.#state !== 'open') return Promise.resolve({ ok: false, error: LOST });
    const id = this.#nextId++;
    return new Promise((resolve) => {
      // The contract says what a reply to this request holds.
      this.#requests.set(id, resolve as (result: Result<unknown>) => void);
      this.#connection.post({ kind: 'request', id, name, input });
    });
  }

  /** Resolves when the workbench can be reached: at once, or when it is there or back. */
  opened(): Promise<void> {
    if (this.#state === 'open') return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /**
   * Watches a channel until the function returned is called. `input` is asked for again whenever the connection comes
   * back, so that a reader who knows where it stood goes on from there.
   */
  subscribe<Name extends ChannelName>(
    channel: Name,
    input: () => ChannelInput<Name>,
    event: (event: ChannelEvent<Name>) => void,
    ended: (error: ApiError) => void = () => undefined,
  ): () => void {
    const id = this.#nextId++;
    // The contract says what this channel's events hold.
    this.#subscriptions.set(id, { channel, input, event: event as (event: unknown) => void, ended });
    if (this.#state === 'open') this.#connection.post({ kind: 'subscribe', id, channel, input: input() });
    return () => {
      if (this.#subscriptions.delete(id)) this.#connection.post({ kind: 'unsubscribe', id });
    };
  }

  #change(state: ConnectionState): void {
    const before = this.#state;
    this.#state = state;
    if (state === 'open' && before !== 'open') {
      for (const [id, { channel, input }] of this.#subscriptions) {
        this.#connection.post({ kind: 'subscribe', id, channel, input: input() });
      }
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const resolve of waiting) resolve();
    } else if (state === 'lost') {
      const waiting = [...this.#requests.values()];
      this.#requests.clear();
      for (const resolve of waiting) resolve({ ok: false, error: LOST });
    }
  }

  #receive(message: ServerMessage): void {
    switch (message.kind) {
      case 'reply':
        this.#settle(message.id, { ok: true, output: message.output });
        break;
      case 'refusal':
        this.#settle(message.id, { ok: false, error: message.error });
        break;
      case 'event':
        try {
          this.#subscriptions.get(message.id)?.event(message.event);
        } finally {
          this.#connection.post({ kind: 'acknowledge', id: message.id });
        }
        break;
      case 'ended': {
        const subscription = this.#subscriptions.get(message.id);
        if (subscription && message.error.code === 'store-changed') {
          // Everything is told anew of the other store.
          const { channel, input } = subscription;
          this.#connection.post({ kind: 'subscribe', id: message.id, channel, input: input() });
          break;
        }
        this.#subscriptions.delete(message.id);
        subscription?.ended(message.error);
        break;
      }
    }
  }

  #settle(id: number, result: Result<unknown>): void {
    this.#requests.get(id)?.(result);
    this.#requests.delete(id);
  }
}
