import { setImmediate, clearImmediate } from 'node:timers';
import { z } from 'zod';
import { CHANNELS, REQUESTS } from '../../../shared/api/contract.ts';
import type { ServerMessage } from '../../../shared/api/messages.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import type { Application } from '../application.ts';
import { NO_STORE } from '../current-store.ts';
import { channelHandlers, requestHandlers } from './contract-handlers.ts';
import type { Feed } from './handlers.ts';
import { shapeProblem } from './input-shape.ts';
import { ModulePermission } from './module-permission.ts';
import type { Shell } from './shell.ts';

const id = z.int().min(0);
const clientMessage = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('request'), id, name: z.string().max(100), input: z.unknown() }),
  z.strictObject({ kind: z.literal('subscribe'), id, channel: z.string().max(100), input: z.unknown() }),
  z.strictObject({ kind: z.literal('unsubscribe'), id }),
  z.strictObject({ kind: z.literal('acknowledge'), id }),
]);

/** The limit for a schema's message, which names every unknown key. */
const MOST_CHARACTERS = 500;

/** A window watches a run a tile, the list and a few things more. */
const MOST_SUBSCRIPTIONS = 500;

interface Subscription {
  readonly feed: Feed<unknown>;
  /** Whether the window has not yet dealt with the last event. */
  isWaiting: boolean;
  turn: NodeJS.Immediate | undefined;
}

type Handler = (input: never) => unknown;
type Opener = (input: never, ready: () => void) => Feed<unknown>;

/** The connection of one window with the workbench, in any shell. Parses messages, answers requests and sends events. */
export class Session {
  readonly #application: Application;
  readonly #post: (message: ServerMessage) => void;
  readonly #requests: Readonly<Record<string, Handler>>;
  readonly #channels: Readonly<Record<string, Opener>>;
  readonly #subscriptions = new Map<number, Subscription>();
  /** Subscriptions that wait until a store is open. */
  readonly #postponed = new Set<number>();
  readonly #unwatchStore: () => void;
  readonly #closed = new AbortController();
  #isOpen = true;

  constructor(application: Application, shell: Shell, post: (message: ServerMessage) => void) {
    this.#application = application;
    this.#post = post;
    const permission = new ModulePermission(shell, this.#closed.signal);
    this.#requests = requestHandlers(application, shell, permission, this.#closed.signal);
    this.#channels = channelHandlers(application, shell, permission);
    this.#unwatchStore = application.store.watchOpened(() => this.#endAll());
  }

  /** Handles one message of the window. Data that is no message of the contract is logged and ignored. */
  receive(message: unknown): void {
    if (!this.#isOpen) return;
    const parsed = clientMessage.safeParse(message);
    if (!parsed.success) {
      this.#application.log.info('ignored invalid data from a window');
      return;
    }
    const { data } = parsed;
    switch (data.kind) {
      case 'request':
        void this.#answer(data.id, data.name, data.input);
        break;
      case 'subscribe':
        this.#subscribe(data.id, data.channel, data.input);
        break;
      case 'unsubscribe':
        this.#unsubscribe(data.id);
        break;
      case 'acknowledge': {
        const subscription = this.#subscriptions.get(data.id);
        if (!subscription) break;
        subscription.isWaiting = false;
        this.#pump(data.id, subscription);
        break;
      }
    }
  }

  close(): void {
    this.#isOpen = false;
    this.#closed.abort();
    this.#unwatchStore();
    for (const subscription of [...this.#subscriptions.keys()]) this.#unsubscribe(subscription);
  }

  async #answer(request: number, name: string, input: unknown): Promise<void> {
    try {
      if (!Object.hasOwn(REQUESTS, name)) throw unknownName('request', name);
      const parsed = parse(REQUESTS[name as keyof typeof REQUESTS].input, input, name);
      const output: unknown = await this.#requests[name](parsed as never);
      this.#send({ kind: 'reply', id: request, output });
    } catch (error) {
      this.#send({ kind: 'refusal', id: request, error: this.#application.errors.explained(error) });
    }
  }

  #subscribe(subscription: number, channel: string, input: unknown): void {
    try {
      if (!Object.hasOwn(CHANNELS, channel)) throw unknownName('channel', channel);
      if (this.#subscriptions.size >= MOST_SUBSCRIPTIONS || this.#subscriptions.has(subscription)) {
        throw new WorkbenchError('bad-subscription', 'This window has too many subscriptions, or one of them twice.');
      }
      const parsed = parse(CHANNELS[channel as keyof typeof CHANNELS].input, input, channel);
      const feed = this.#channels[channel](parsed as never, () => this.#schedule(subscription));
      this.#subscriptions.set(subscription, { feed, isWaiting: false, turn: undefined });
      this.#schedule(subscription);
    } catch (error) {
      if (error instanceof WorkbenchError && error.code === NO_STORE && this.#postponed.size < MOST_SUBSCRIPTIONS) {
        this.#postponed.add(subscription);
        return;
      }
      this.#send({ kind: 'ended', id: subscription, error: this.#application.errors.explained(error) });
    }
  }

  #unsubscribe(subscription: number): void {
    this.#postponed.delete(subscription);
    const found = this.#subscriptions.get(subscription);
    if (!found) return;
    this.#subscriptions.delete(subscription);
    clearImmediate(found.turn);
    found.feed.close();
  }

  /** Sends in a later turn of the event loop, so that changes of one turn become one event. */
  #schedule(id: number): void {
    const subscription = this.#subscriptions.get(id);
    if (!subscription || subscription.isWaiting || subscription.turn) return;
    subscription.turn = setImmediate(() => {
      subscription.turn = undefined;
      this.#pump(id, subscription);
    });
  }

  #pump(id: number, subscription: Subscription): void {
    if (subscription.isWaiting || this.#subscriptions.get(id) !== subscription) return;
    try {
      const event = subscription.feed.take();
      if (event === undefined) return;
      subscription.isWaiting = true;
      this.#send({ kind: 'event', id, event });
    } catch (error) {
      this.#unsubscribe(id);
      this.#send({ kind: 'ended', id, error: this.#application.errors.explained(error) });
    }
  }

  /** Ends all subscriptions because another store was opened, or none is open any more. The window then subscribes again. */
  #endAll(): void {
    for (const id of [...this.#subscriptions.keys(), ...this.#postponed]) {
      this.#unsubscribe(id);
      this.#send({ kind: 'ended', id, error: { code: 'store-changed', message: 'Another store has been opened.' } });
    }
  }

  #send(message: ServerMessage): void {
    if (this.#isOpen) this.#post(message);
  }
}

function shortened(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}

function unknownName(what: string, name: string): WorkbenchError {
  return new WorkbenchError(`unknown-${what}`, `There is no ${what} ${JSON.stringify(name)}.`);
}

function parse(schema: z.ZodType, input: unknown, name: string): unknown {
  const reason = shapeProblem(input);
  if (reason !== undefined) throw new WorkbenchError('bad-input', `${name}: the input ${reason}.`);
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues;
  const at = shortened(path.map(String).join('.'));
  throw new WorkbenchError(
    'bad-input',
    `${name}: ${at === '' ? '' : `${at}: `}${shortened(message)}`,
    at === '' ? {} : { path: at },
  );
}
