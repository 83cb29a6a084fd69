import type { Page } from 'playwright-core';
import { DeepNesting } from '../../reliability/fuzz/breakages.ts';
import type { Answer, Bridge, Crossing, SentMessage } from '../../reliability/fuzz/bridge.ts';

const HANGING_MILLISECONDS = 60_000;

/** A value as an expression that makes it, own keys named `__proto__` and numbers that JSON has not among it. */
function expressionOf(value: unknown): string {
  if (value instanceof DeepNesting) return `nested(${value.depth})`;
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (ArrayBuffer.isView(value)) return `new ${value.constructor.name}(${value.byteLength})`;
  if (Array.isArray(value)) return `[${value.map(expressionOf).join()}]`;
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'boolean':
    case 'undefined':
      return String(value);
    case 'bigint':
      return `${value}n`;
    case 'object': {
      if (value === null) return 'null';
      const entries = Object.entries(value).map(([key, one]) => `[${JSON.stringify(key)}]: ${expressionOf(one)}`);
      return `{${entries.join()}}`;
    }
    case 'function':
    case 'symbol':
      return 'null';
  }
}

/** What the page runs: posts each message, and gives what was answered to each. */
const exchangeIn = (messages: readonly SentMessage[], mayBeUnanswered: boolean, sentinel: number) => `
new Promise((resolve, reject) => {
  const nested = (depth) => { let value = null; for (let level = 0; level < depth; level++) value = [value]; return value; };
  const makers = [${messages.map((message) => `() => (${expressionOf(message)})`).join()}];
  const answers = [], places = new Map();
  let left = makers.length;
  const answer = (place, outcome) => {
    if (answers[place] !== undefined) return;
    answers[place] = outcome;
    left -= 1;
    if (left === 0) resolve(answers);
  };
  globalThis.heardByFuzzer = ({ id, kind, error }) => {
    if (id === ${sentinel}) makers.forEach((_maker, place) => answer(place, 'unanswered'));
    const place = places.get(id);
    if (place === undefined) return;
    places.delete(id);
    answer(place, error === undefined ? kind : error.code);
    if (kind === 'event') workbench.post({ kind: 'unsubscribe', id });
  };
  if (!globalThis.isFuzzerListening) {
    globalThis.isFuzzerListening = true;
    workbench.listen((message) => globalThis.heardByFuzzer(message));
  }
  makers.forEach((make, place) => {
    try {
      const message = make();
      places.set(message.id, place);
      workbench.post(message);
    } catch {
      answer(place, 'not sendable');
    }
  });
  if (${mayBeUnanswered}) workbench.post({ kind: 'request', id: ${sentinel}, name: '', input: {} });
  setTimeout(() => reject(new Error('no answer to ' + [...places.keys()].join())), ${HANGING_MILLISECONDS});
})`;

/** The bridge that the preload gives the window's page, as a page without scruples uses it. */
export class IpcBridge implements Bridge {
  readonly #page: Page;
  #nextSentinel = 2 ** 50;

  constructor(page: Page) {
    this.#page = page;
  }

  crossing(message: SentMessage): Crossing {
    return { kind: 'message', message };
  }

  async exchange(messages: readonly SentMessage[], mayBeUnanswered: boolean): Promise<readonly Answer[]> {
    const start = performance.now();
    const outcomes = await this.#page.evaluate<string[]>(exchangeIn(messages, mayBeUnanswered, this.#nextSentinel++));
    const milliseconds = performance.now() - start;
    return outcomes.map((outcome) => ({ outcome, milliseconds }));
  }
}
