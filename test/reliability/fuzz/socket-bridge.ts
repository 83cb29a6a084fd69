import { WebSocket } from 'ws';
import type { ServerMessage } from '../../../src/shared/api/messages.ts';
import { decodeMessage, encodeMessage } from '../../../src/shared/api/wire.ts';
import type { Answer, Bridge, Crossing, SentMessage } from './bridge.ts';
import { MOST_VALUES } from '../../../src/main/app/api/input-shape.ts';
import { withPlaceholders } from './breakages.ts';

/** Nothing that is asked here takes as long, on a machine that is busy as well. */
const HANGING_MILLISECONDS = 120_000;
const SETTLING_MILLISECONDS = 1000;
/** https://github.com/msgpack/msgpack/blob/master/spec.md */
const ARRAY_OF_ONE = 0x91;
const NIL = 0xc0;

/** As bytes; undefined for what has none, such as a function. */
function encoded(message: SentMessage): Uint8Array | undefined {
  const { replaced, depths } = withPlaceholders(message);
  try {
    let bytes: Uint8Array = encodeMessage(replaced);
    // Deeper than the encoder goes: arrays of one within each other, written out.
    for (const [placeholder, depth] of depths) {
      const from = Buffer.from(encodeMessage(placeholder));
      const at = Buffer.from(bytes).indexOf(from);
      const nested = Buffer.alloc(depth + 1, ARRAY_OF_ONE).fill(NIL, depth);
      bytes = Buffer.concat([bytes.subarray(0, at), nested, bytes.subarray(at + from.length)]);
    }
    return bytes;
  } catch {
    return undefined;
  }
}

/** Far from the ids of all others. */
const FIRST_SENTINEL = 2 ** 50;

interface Waiting {
  readonly since: number;
  readonly resolve: (answer: Answer) => void;
}

/** The WebSocket of a served workbench, as a page without scruples uses it. */
export class SocketBridge implements Bridge {
  readonly #connect: () => WebSocket;
  readonly #waiting = new Map<unknown, Waiting>();
  #socket: WebSocket | undefined;
  #nextSentinel = FIRST_SENTINEL;

  constructor(connect: () => WebSocket) {
    this.#connect = connect;
  }

  crossing(message: SentMessage): Crossing {
    const bytes = encoded(message);
    if (!bytes) return { kind: 'not sendable' };
    try {
      return { kind: 'message', message: decodeMessage(bytes, MOST_VALUES) as Readonly<Record<string, unknown>> };
    } catch {
      return { kind: 'unreadable' };
    }
  }

  async exchange(messages: readonly SentMessage[], mayBeDropped: boolean): Promise<readonly Answer[]> {
    const socket = await this.#open();
    const answers = messages.map((message) => this.#send(socket, message));
    if (mayBeDropped) {
      await this.#send(socket, { kind: 'request', id: this.#nextSentinel++, name: '', input: {} });
      this.#answerAll('unanswered');
    }
    const all = await Promise.all(answers);
    if (socket.readyState === socket.OPEN) {
      for (const { kind, id } of messages) {
        if (kind === 'subscribe') socket.send(encodeMessage({ kind: 'unsubscribe', id }));
      }
    }
    return all;
  }

  close(): void {
    this.#socket?.terminate();
  }

  async #open(): Promise<WebSocket> {
    if (this.#socket?.readyState === WebSocket.OPEN) return this.#socket;
    const socket = this.#connect();
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer) => {
      const message = decodeMessage(new Uint8Array(data)) as ServerMessage;
      const isRefusal = message.kind === 'refusal' || message.kind === 'ended';
      this.#answer(message.id, isRefusal ? message.error.code : message.kind);
    });
    socket.on('close', (code) => this.#answerAll(`closed ${code}`));
    this.#socket = socket;
    return socket;
  }

  #send(socket: WebSocket, message: SentMessage): Promise<Answer> {
    const bytes = encoded(message);
    if (!bytes) throw new Error('what cannot be encoded was to be sent');
    const { id } = message;
    // Two messages without an envelope may have the same id.
    const key = typeof id === 'number' && !this.#waiting.has(id) ? id : Symbol();
    return new Promise((resolve, reject) => {
      let alarm = setTimeout(() => {
        // This process itself may have stood still: an answer that is there is read first.
        alarm = setTimeout(fail, SETTLING_MILLISECONDS);
      }, HANGING_MILLISECONDS);
      const fail = () => {
        reject(new Error(`no answer in ${HANGING_MILLISECONDS / 1000} s to ${JSON.stringify(message).slice(0, 1000)}`));
      };
      this.#waiting.set(key, {
        since: performance.now(),
        resolve: (answer) => {
          clearTimeout(alarm);
          resolve(answer);
        },
      });
      socket.send(bytes);
    });
  }

  #answer(key: unknown, outcome: string): void {
    const waiting = this.#waiting.get(key);
    this.#waiting.delete(key);
    waiting?.resolve({ outcome, milliseconds: performance.now() - waiting.since });
  }

  #answerAll(outcome: string): void {
    for (const key of [...this.#waiting.keys()]) this.#answer(key, outcome);
  }
}
