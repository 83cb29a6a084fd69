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
  readonly ended: ((error: ApiError) => void) | undefined;
  /** Milliseconds from the last failure to the next attempt, and when that failure was. */
  patience: number;
  failedAt: number;
  retry: ReturnType<typeof setTimeout> | undefined;
}

/** Milliseconds until a channel that failed is subscribed again; doubled at each further failure, up to the longest. */
const FIRST_PATIENCE = 1000;
const LONGEST_PATIENCE = 30_000;
/** What has held for so long has not failed in a row. */
const HELD_MILLISECONDS = 60_000;

const LOST: ApiError = {
  code: 'connection-lost',
  message: 'The workbench cannot be reached; try again when it is back.',
};

/** The renderer's only way to the workbench: typed requests and subscriptions, whichever shell carries them. */
export class Bridge {
  readonly #connection: Connection;
  readonly #requests = new Map<number, (result: Result<unknown>) => void>();
  readonly #subscriptions = new Map<number, Subscription>();
  #waiting: (() => void)[] = [];
  readonly #failureWatchers: ((error: ApiError) => void)[] = [];
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

  /** Asks for something that may be asked twice: again when the connection is back, where it was lost before the answer. */
  async read<Name extends RequestName>(name: Name, input: RequestInput<Name>): Promise<Result<RequestOutput<Name>>> {
    for (;;) {
      await this.opened();
      const result = await this.request(name, input);
      if (result.ok || result.error.code !== LOST.code) return result;
    }
  }

  /** Resolves once the workbench can be reached. */
  opened(): Promise<void> {
    if (this.#state === 'open') return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Calls `failed` when a channel that is watched for as long as the window exists fails for now. */
  watchFailures(failed: (error: ApiError) => void): void {
    this.#failureWatchers.push(failed);
  }

  /**
   * Watches a channel until the returned function is called. `input` is called again whenever the connection comes back, so that a
   * reader can continue from where it stood. `ended` is called with the error if the channel fails, and no more events come.
   * Without `ended` the channel is watched for as long as the window exists, and subscribed again after a failure.
   */
  subscribe<Name extends ChannelName>(
    channel: Name,
    input: () => ChannelInput<Name>,
    event: (event: ChannelEvent<Name>) => void,
    ended?: (error: ApiError) => void,
  ): () => void {
    const id = this.#nextId++;
    const subscription: Subscription = {
      channel,
      input,
      // The contract says what this channel's events hold.
      event: event as (event: unknown) => void,
      ended,
      patience: 0,
      failedAt: -Infinity,
      retry: undefined,
    };
    this.#subscriptions.set(id, subscription);
    if (this.#state === 'open') this.#ask(id, subscription);
    return () => {
      clearTimeout(subscription.retry);
      if (this.#subscriptions.delete(id)) this.#connection.post({ kind: 'unsubscribe', id });
    };
  }

  #ask(id: number, subscription: Subscription): void {
    clearTimeout(subscription.retry);
    this.#connection.post({ kind: 'subscribe', id, channel: subscription.channel, input: subscription.input() });
  }

  #change(state: ConnectionState): void {
    const before = this.#state;
    this.#state = state;
    if (state === 'open' && before !== 'open') {
      for (const [id, subscription] of this.#subscriptions) this.#ask(id, subscription);
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const resolve of waiting) resolve();
    } else if (state === 'lost' || state === 'shut-out') {
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
      case 'ended':
        this.#end(message.id, message.error);
        break;
    }
  }

  #end(id: number, error: ApiError): void {
    const subscription = this.#subscriptions.get(id);
    if (!subscription) return;
    if (error.code === 'store-changed') {
      // Everything is told anew of the other store.
      this.#ask(id, subscription);
    } else if (subscription.ended) {
      this.#subscriptions.delete(id);
      subscription.ended(error);
    } else {
      this.#askLater(id, subscription, error);
    }
  }

  #askLater(id: number, subscription: Subscription, error: ApiError): void {
    const now = performance.now();
    if (now - subscription.failedAt > HELD_MILLISECONDS) {
      subscription.patience = FIRST_PATIENCE;
      for (const failed of this.#failureWatchers) failed(error);
    } else {
      subscription.patience = Math.min(LONGEST_PATIENCE, 2 * subscription.patience);
    }
    subscription.failedAt = now;
    // Where the connection was lost meanwhile, it is asked for when that is back.
    subscription.retry = setTimeout(() => {
      if (this.#state === 'open') this.#ask(id, subscription);
    }, subscription.patience);
  }

  #settle(id: number, result: Result<unknown>): void {
    this.#requests.get(id)?.(result);
    this.#requests.delete(id);
  }
}
