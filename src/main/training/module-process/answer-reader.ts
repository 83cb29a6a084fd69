import type { ProblemPlace } from '../module-draws.ts';
import type { RelayAnswer } from './messages.ts';
import { ANSWER, callPlaces, HEADER_BYTES, MOST_TEXT_BYTES, type DrawRequest } from './wire.ts';

/** The most numbers per draw; a latent vector is shorter. */
const MOST_DIMENSION = 1 << 20;
const PLACES: readonly ProblemPlace[] = ['file', 'export', 'dimension'];

/** Bytes that are not an answer: the module wrote to the answer channel. */
export class ForeignBytes extends Error {}

interface Header {
  readonly kind: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Bytes of it that have arrived. */
  filled: number;
}

/** Reads the answers of a process as their bytes arrive. Throws ForeignBytes. */
export class AnswerReader {
  #asked: 'functions' | 'load';
  readonly #tell: (answer: RelayAnswer) => void;
  /** The requests that are not fully answered, oldest first. */
  readonly #awaited: { readonly count: number; calls: number }[] = [];
  readonly #header = Buffer.alloc(HEADER_BYTES);
  #headerFilled = 0;
  #answer: Header | undefined;
  #dimension: number | undefined;
  #isFirstDue = true;

  constructor(asked: 'functions' | 'load', tell: (answer: RelayAnswer) => void) {
    this.#asked = asked;
    this.#tell = tell;
  }

  /** Whether an answer is expected. */
  get awaits(): boolean {
    return this.#isFirstDue || this.#awaited.length > 0;
  }

  /** Expects the answer to a load request, after the functions have been listed. */
  expectLoaded(): void {
    this.#asked = 'load';
    this.#isFirstDue = true;
  }

  expect({ count, calls }: DrawRequest): void {
    this.#awaited.push({ count, calls });
  }

  read(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#answer === undefined) {
        const copied = chunk.copy(this.#header, this.#headerFilled, at);
        at += copied;
        this.#headerFilled += copied;
        if (this.#headerFilled < HEADER_BYTES) return;
        this.#headerFilled = 0;
        this.#answer = this.#begin(this.#header.readUInt32LE(0), this.#header.readUInt32LE(4));
      }
      const answer = this.#answer;
      const part = chunk.subarray(at, at + answer.bytes.length - answer.filled);
      answer.bytes.set(part, answer.filled);
      answer.filled += part.length;
      at += part.length;
      if (answer.filled < answer.bytes.length) return;
      this.#answer = undefined;
      this.#tell(this.#finished(answer));
    }
  }

  #begin(kind: number, length: number): Header {
    if (length > this.#most(kind)) throw new ForeignBytes();
    return { kind, bytes: new Uint8Array(length), filled: 0 };
  }

  #most(kind: number): number {
    if (kind !== ANSWER.draws) return MOST_TEXT_BYTES;
    const oldest = this.#awaited.at(0);
    return oldest && this.#dimension ? oldest.calls * callPlaces(oldest.count, this.#dimension) * 8 : 0;
  }

  #finished({ kind, bytes }: Header): RelayAnswer {
    switch (kind) {
      case ANSWER.draws:
        return this.#draws(bytes);
      case ANSWER.loaded:
        return this.#loaded(text(bytes));
      case ANSWER.functions:
        return this.#functions(text(bytes));
      case ANSWER.problem:
        return problem(text(bytes));
      default:
        throw new ForeignBytes();
    }
  }

  #draws(bytes: Uint8Array<ArrayBuffer>): RelayAnswer {
    const [oldest] = this.#awaited;
    const calls = bytes.length / (callPlaces(oldest.count, this.#dimension ?? 0) * 8);
    if (!Number.isInteger(calls) || calls < 1) throw new ForeignBytes();
    oldest.calls -= calls;
    if (oldest.calls === 0) this.#awaited.shift();
    return { kind: 'draws', calls, bytes: bytes.buffer };
  }

  #loaded(value: unknown): RelayAnswer {
    if (!this.#isFirstDue || this.#asked !== 'load' || typeof value !== 'object' || value === null)
      throw new ForeignBytes();
    const { dimension, milliseconds } = value as { readonly dimension?: unknown; readonly milliseconds?: unknown };
    if (typeof dimension !== 'number' || !Number.isInteger(dimension)) throw new ForeignBytes();
    if (dimension < 1 || dimension > MOST_DIMENSION) throw new ForeignBytes();
    if (typeof milliseconds !== 'number' || !(milliseconds >= 0)) throw new ForeignBytes();
    this.#isFirstDue = false;
    this.#dimension = dimension;
    return { kind: 'loaded', dimension, milliseconds };
  }

  #functions(value: unknown): RelayAnswer {
    if (!this.#isFirstDue || this.#asked !== 'functions' || !Array.isArray(value)) throw new ForeignBytes();
    this.#isFirstDue = false;
    return { kind: 'functions', names: value.map(String) };
  }
}

function text(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    throw new ForeignBytes();
  }
}

function problem(value: unknown): RelayAnswer {
  if (typeof value !== 'object' || value === null) throw new ForeignBytes();
  const { problem: words, about } = value as { readonly problem?: unknown; readonly about?: unknown };
  const place = PLACES.find((one) => one === about);
  if (typeof words !== 'string' || place === undefined) throw new ForeignBytes();
  return { kind: 'problem', problem: words, about: place };
}
