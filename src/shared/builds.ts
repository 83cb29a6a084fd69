import { WorkbenchError } from './errors.ts';
import type { EarlierBuild, EngineBuild } from './run.ts';

/** Today's kernels. */
const RELAXED = 'relaxed-simd 63832646671d';
const PLAIN = 'plain-simd 67ce3c07570c';
const WIDE = 'wide-simd e63a634c4c02';

/**
 * Names of earlier kernels that give the same bits as today's relaxed or plain ones: their runs resume with today's.
 */
const SAME_BITS: ReadonlyMap<string, string> = new Map([
  [WIDE, RELAXED],
  ['relaxed-simd 52406b6589fa', RELAXED],
  ['plain-simd 6d043ac5760a', PLAIN],
  ['relaxed-simd 3d56b22ae500', RELAXED],
  ['relaxed-simd ca203d14f5a8', RELAXED],
  ['plain-simd 19343a0aa26a', PLAIN],
  ['plain-simd 25ff59968d1b', PLAIN],
]);

const bitsOf = (kernels: string) => SAME_BITS.get(kernels) ?? kernels;

/** Whether two builds give the same bits on one machine. */
export function sameBuild(a: EngineBuild, b: EngineBuild): boolean {
  return (
    a.engine === b.engine &&
    bitsOf(a.kernels) === bitsOf(b.kernels) &&
    a.rounding === b.rounding &&
    a.threads === b.threads &&
    a.device === b.device
  );
}

/**
 * A build in a few words: `fused, relaxed-simd 3f9a…, rounding 5c1d…`, with threads and device unless they are the
 * usual ones.
 */
export function buildText({ engine, kernels, rounding, threads, device }: EngineBuild): string {
  const parts = [engine, kernels, `rounding ${rounding}`];
  if (threads !== 1) parts.push(`${threads} threads`);
  if (device === 'gpu') parts.push('GPU');
  return parts.join(', ');
}

/** Refuses to resume a run that another build trained. */
export function otherBuild(run: string, trained: EngineBuild, here: EngineBuild): WorkbenchError {
  return new WorkbenchError(
    'other-build',
    `Run ${run} was trained by a different build, so the bits of a resumed run would differ: trained by ${buildText(trained)}; this machine has ${buildText(here)}.`,
  );
}

/** What trained a run so far. */
export interface TrainedSoFar {
  /** The epoch after which it began: 0, or for a fork that of its checkpoint. */
  readonly first: number;
  /** The builds before the last, in order. */
  readonly earlier: readonly EarlierBuild[];
  /** The last one; undefined for a run that has not started. */
  readonly last: EngineBuild | undefined;
}

/**
 * The earlier builds that trained epochs up to `epoch`, from which `next` resumes; empty if `next` trained them all.
 * Epochs after `epoch` are trained again, so their build no longer counts.
 */
export function earlierBuilds(
  { first, earlier, last }: TrainedSoFar,
  epoch: number,
  next: EngineBuild,
): readonly EarlierBuild[] {
  const spans = last === undefined ? [...earlier] : [...earlier, { untilEpoch: epoch, build: last }];
  const kept: EarlierBuild[] = [];
  let after = first;
  for (const { untilEpoch, build } of spans) {
    const until = Math.min(untilEpoch, epoch);
    if (until > after) kept.push({ untilEpoch: until, build });
    after = Math.max(after, until);
  }
  const newest = kept.at(-1);
  if (newest && sameBuild(newest.build, next)) kept.pop();
  return kept;
}
