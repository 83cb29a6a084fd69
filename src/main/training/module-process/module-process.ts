import { readSync, writeSync } from 'node:fs';
import { ModuleProblem } from '../module-draws.ts';
import { RandomStream } from '../random.ts';
import { restrictProcess } from './restrictions.ts';
import { describe, functionNames, importSource, tryFunction, type TriedFunction } from './user-module.ts';
import {
  ANSWER,
  ANSWERS,
  callPlaces,
  HEADER_BYTES,
  MOST_TEXT_BYTES,
  REQUESTS,
  STATE_PLACES,
  type DrawRequest,
  type Loaded,
  type Problem,
  type Request,
} from './wire.ts';

/*
 * The process that runs a user's own module. It reads a request, answers it and reads the next one synchronously, so
 * that a module's timers never run between two draws. When the other end is gone, the next read or write fails.
 */

/** The most bytes of an answer that are collected before they are sent, and the longest time. */
const GATHERED_BYTES = 1 << 16;
const GATHERED_MILLISECONDS = 10;

// Saved now, before a module can replace it. It is not `exit`, which would call a module's listeners.
const { reallyExit } = process as unknown as { readonly reallyExit: (code: number) => never };

function leave(code: number): never {
  return reallyExit.call(process, code);
}

/** The number of bytes that were read; 0 if the other end is closed. */
function readSome(bytes: Buffer, from: number): number {
  try {
    return readSync(REQUESTS, bytes, from, bytes.length - from, null);
  } catch {
    return 0;
  }
}

/** The next `length` bytes; undefined if the other end is closed. */
function read(length: number): Buffer | undefined {
  const bytes = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const count = readSome(bytes, filled);
    if (count === 0) return undefined;
    filled += count;
  }
  return bytes;
}

function nextRequest(): Request | undefined {
  const length = read(4)?.readUInt32LE(0);
  const text = length === undefined ? undefined : read(length);
  return text && (JSON.parse(text.toString()) as Request);
}

function write(bytes: Uint8Array): void {
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(ANSWERS, bytes, written);
  } catch {
    leave(0);
  }
}

function answer(kind: (typeof ANSWER)[keyof typeof ANSWER], bytes: Uint8Array): void {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(kind, 0);
  header.writeUInt32LE(bytes.length, 4);
  write(header);
  write(bytes);
}

function tellProblem(error: unknown): void {
  let found: Problem = { problem: 'it threw a value that cannot be shown.', about: 'export' };
  try {
    found =
      error instanceof ModuleProblem
        ? { problem: error.message, about: error.about }
        : { problem: `it threw ${describe(error)}.`, about: 'export' };
  } catch {
    // The thrown value throws again when it is inspected.
  }
  const most = MOST_TEXT_BYTES / 8;
  const problem = found.problem.length > most ? `${found.problem.slice(0, most)}…` : found.problem;
  answer(ANSWER.problem, Buffer.from(JSON.stringify({ ...found, problem })));
}

/** The state of the stream for calls drawn ahead. */
let ahead: RandomStream | undefined;

function streamOf({ kind, state }: DrawRequest): RandomStream {
  if (kind === 'once' || ahead === undefined || state !== undefined) {
    const stream = new RandomStream(Uint32Array.from(state ?? []));
    if (kind === 'once') return stream;
    ahead = stream;
  }
  return ahead;
}

function draw(request: DrawRequest, { dimension, draw: drawInto }: TriedFunction): void {
  const { count, calls } = request;
  const stream = streamOf(request);
  const places = callPlaces(count, dimension);
  const gathered = Math.min(calls, Math.max(1, Math.floor(GATHERED_BYTES / (places * 8))));
  const numbers = new Float64Array(gathered * places);
  let held = 0;
  let since = performance.now();
  const send = () => {
    if (held > 0) answer(ANSWER.draws, new Uint8Array(numbers.buffer, 0, held * places * 8));
    held = 0;
    since = performance.now();
  };
  for (let index = 0; index < calls; index++) {
    const at = held * places;
    try {
      drawInto(numbers.subarray(at + STATE_PLACES, at + places), count, stream);
    } catch (error) {
      // The calls before this one are sent first, because training continues up to them.
      send();
      throw error;
    }
    new Uint32Array(numbers.buffer, at * 8, 4).set(stream.state());
    held += 1;
    if (held === gathered || performance.now() - since > GATHERED_MILLISECONDS) send();
  }
  send();
}

async function main(): Promise<void> {
  const first = nextRequest();
  if (first === undefined || !('module' in first)) return;
  restrictProcess();
  const exports = await importSource(first.module);
  let asked: Request | undefined = first;
  if (first.kind === 'functions') {
    answer(ANSWER.functions, Buffer.from(JSON.stringify(functionNames(exports))));
    // Ends when one of them is tried, or when there are no more requests.
    asked = nextRequest();
    if (asked?.kind !== 'load') return;
  }
  const tried = tryFunction(exports, asked.module);
  const { dimension, milliseconds } = tried;
  answer(ANSWER.loaded, Buffer.from(JSON.stringify({ dimension, milliseconds } satisfies Loaded)));
  for (let next = nextRequest(); next !== undefined; next = nextRequest()) {
    if ('module' in next) return;
    draw(next, tried);
  }
}

process.on('uncaughtException', (error: unknown) => {
  tellProblem(error);
  leave(1);
});
try {
  await main();
} catch (error) {
  tellProblem(error);
}
leave(0);
