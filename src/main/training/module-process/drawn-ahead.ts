import type { DrawFunction } from '../../../shared/distributions/function-law.ts';
import type { RandomSource } from '../../../shared/distributions/law.ts';
import type { Numbers } from '../../../shared/numbers.ts';
import { RandomStream } from '../random.ts';
import type { ModuleLimits } from './messages.ts';
import { unexpected, type RelayedProcess } from './relayed-process.ts';
import { callPlaces, STATE_PLACES, type Loaded, type Problem } from './wire.ts';

/** Numbers per request when more calls are expected. Two requests are pending at a time. */
const ASKED_NUMBERS = 1 << 16;
/** A call may take this many times longer than in the trial. */
const SLOWER = 20;
/**
 * The number of draws that the trial made within its limit: one draw took no longer than the limit divided by this, whatever the
 * process reports.
 */
const TRIED_DRAWS = 100;

/** Draws that have arrived and are not used yet. */
interface Chunk {
  readonly numbers: Float64Array;
  readonly words: Uint32Array;
  /** The used part of it. */
  used: number;
}

/** Announced calls. */
interface Expected {
  readonly count: number;
  readonly source: RandomStream;
  /** The expected state of the source. Another state means that other code has drawn from it. */
  state: Uint32Array;
  /** Calls not requested yet. */
  left: number;
  /** Requested calls whose numbers have not arrived. */
  due: number;
  readonly chunks: Chunk[];
}

/**
 * Draws from a module's process. A single call is requested and waited for. Announced calls are drawn ahead while the caller does
 * other work. Each result contains the state of its random stream after the draw, and the source moves there when the result is
 * used, so unused draws leave no trace.
 */
export class ModuleDraws implements DrawFunction {
  readonly dimension: number;
  readonly #process: RelayedProcess;
  readonly #patience: number;
  readonly #refusal: (problem: Problem) => Error;
  #expected: Expected | undefined;
  /** The reason why the process ended. */
  #problem: Problem | undefined;
  /** Answers to calls that are no longer needed. */
  #withdrawn = 0;

  constructor(
    process: RelayedProcess,
    { dimension, milliseconds }: Loaded,
    limits: ModuleLimits,
    refusal: (problem: Problem) => Error,
  ) {
    this.dimension = dimension;
    this.#process = process;
    this.#patience = SLOWER * Math.min(milliseconds, limits.milliseconds / TRIED_DRAWS);
    this.#refusal = refusal;
  }

  readonly close = (): void => this.#process.close();

  readonly expect = (count: number, calls: number, source: RandomSource): void => {
    this.#withdrawn += this.#expected?.due ?? 0;
    const stream = streamOf(source);
    this.#expected = { count, source: stream, state: stream.state(), left: calls, due: 0, chunks: [] };
    this.#askAhead(this.#expected, true);
  };

  sample(out: Numbers, count: number, source: RandomSource): void {
    // A function is never called for 0 draws.
    if (count === 0) return;
    const stream = streamOf(source);
    const expected = this.#expected;
    if (expected?.source === stream && expected.count === count && isAt(stream, expected.state)) {
      if (expected.due > 0 || expected.chunks.length > 0) {
        this.#take(this.#nextOf(expected), out, count, stream, (state) => (expected.state = state));
        this.#askAhead(expected, false);
        return;
      }
    }
    this.#ask('once', count, 1, stream.state());
    let chunk = this.#receive(count);
    while (chunk === undefined) chunk = this.#receive(count);
    this.#take(chunk, out, count, stream);
  }

  /** Requests more when little is drawn ahead. */
  #askAhead(expected: Expected, isFirst: boolean): void {
    const { count, source } = expected;
    const most = Math.max(1, Math.floor(ASKED_NUMBERS / (count * this.dimension)));
    let isNew = isFirst;
    while (expected.left > 0 && expected.due <= most) {
      const calls = Math.min(most, expected.left);
      expected.left -= calls;
      expected.due += calls;
      this.#ask('ahead', count, calls, isNew ? source.state() : undefined);
      isNew = false;
    }
  }

  #ask(kind: 'once' | 'ahead', count: number, calls: number, state: Uint32Array | undefined): void {
    const milliseconds = this.#patience * count;
    this.#process.send({ kind, count, calls, state: state && Array.from(state), milliseconds });
  }

  #nextOf(expected: Expected): Chunk {
    for (;;) {
      const [first] = expected.chunks as readonly (Chunk | undefined)[];
      if (first && first.used < first.numbers.length) return first;
      if (first) expected.chunks.shift();
      else this.#receive(undefined);
    }
  }

  /** Waits for an answer. Answers to calls ahead are stored; the answer to a single call is returned. */
  #receive(once: number | undefined): Chunk | undefined {
    if (this.#problem) throw this.#refusal(this.#problem);
    const answer = this.#process.next();
    if (answer.kind === 'problem') {
      this.#problem = answer;
      throw this.#refusal(answer);
    }
    if (answer.kind !== 'draws') throw unexpected(answer);
    const numbers = new Float64Array(answer.bytes);
    const chunk = { numbers, words: new Uint32Array(answer.bytes), used: 0 };
    if (this.#withdrawn > 0) {
      this.#withdrawn -= answer.calls;
      return undefined;
    }
    const expected = this.#expected;
    if (expected && expected.due > 0) {
      expected.due -= answer.calls;
      expected.chunks.push(chunk);
      return undefined;
    }
    return once === undefined ? undefined : chunk;
  }

  #take(chunk: Chunk, out: Numbers, count: number, stream: RandomStream, moved?: (state: Uint32Array) => void): void {
    const { numbers, words, used } = chunk;
    const length = count * this.dimension;
    const state = words.slice(used * 2, used * 2 + 4);
    const start = used + STATE_PLACES;
    for (let index = 0; index < length; index++) {
      const value = numbers[start + index];
      if (!Number.isFinite(Math.fround(value))) throw this.#forged('a number that is not finite');
      out[index] = value;
    }
    if (state.every((word) => word === 0)) throw this.#forged('an invalid state of its random source');
    chunk.used += callPlaces(count, this.dimension);
    stream.moveTo(state);
    moved?.(state);
  }

  #forged(what: string): Error {
    return this.#refusal({ problem: `its process gave ${what}.`, about: 'export' });
  }
}

function streamOf(source: RandomSource): RandomStream {
  if (source instanceof RandomStream) return source;
  throw new TypeError('a module draws from a random stream, whose state is sent to its process');
}

function isAt(stream: RandomStream, state: Uint32Array): boolean {
  return stream.state().every((word, index) => word === state[index]);
}
