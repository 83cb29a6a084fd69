import { WorkbenchError } from '../../../shared/errors.ts';
import type { RunConfig } from '../../../shared/config/schema.ts';
import type { StoredCheckpoint } from '../../store/tables/checkpoints.ts';
import { streamNames } from '../../training/batches.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../training/checkpoint.ts';
import { modelOf, type Model } from '../../training/model/network.ts';

/** Bytes of a checkpoint beside its numbers: a header of a few hundred characters. */
const MOST_HEADER = 10_000;

/** Bytes that a checkpoint of this config takes at most. */
export function mostCheckpointBytes(config: RunConfig, dimension: number): number {
  const { generator, discriminator, keepsRemainders } = modelOf(config, dimension);
  const each = keepsRemainders ? 4 : 3;
  const floats =
    (each + 1) * generator.parameterCount +
    each * discriminator.parameterCount +
    generator.bufferCount +
    discriminator.bufferCount;
  return MOST_HEADER + 4 * floats;
}

/**
 * Refuses a checkpoint that training, sampling or drawing could not use: each is read, has to be of the networks of the run's config,
 * and has to be written again to the same bytes. Throws `run-file-invalid`.
 */
export function checkCheckpoint(
  run: { readonly id: string; readonly config: RunConfig; readonly epochsDone: number },
  dimension: number,
  { epoch, bytes }: StoredCheckpoint,
): void {
  const fault = faultOf(modelOf(run.config, dimension), epoch, bytes);
  const late = epoch > run.epochsDone ? 'the run has not trained so far' : undefined;
  const reason = late ?? fault;
  if (reason !== undefined) {
    throw new WorkbenchError('run-file-invalid', `run ${run.id}, checkpoint of epoch ${epoch}: ${reason}`);
  }
}

function faultOf(model: Model, epoch: number, bytes: Uint8Array): string | undefined {
  const { generator, discriminator, emaDecay, keepsRemainders } = model;
  let decoded;
  try {
    decoded = decodeCheckpoint(bytes);
    const again = encodeCheckpoint(decoded);
    if (Buffer.compare(again, bytes) !== 0) return 'its bytes are not as this program writes them';
  } catch {
    return 'its bytes are not a checkpoint';
  }
  const { state, streams } = decoded;
  if (decoded.epoch !== epoch) return `it is of epoch ${decoded.epoch}`;
  const networks = [
    { name: 'generator', network: generator, found: state.generator },
    { name: 'discriminator', network: discriminator, found: state.discriminator },
  ];
  for (const { name, network, found } of networks) {
    if (found.parameters.length !== network.parameterCount) {
      return `its ${name} has ${found.parameters.length} parameters, and not the ${network.parameterCount} of the config`;
    }
    if (found.buffers.length !== network.bufferCount)
      return `its ${name} has ${found.buffers.length} running numbers, and not the ${network.bufferCount} of the config`;
    if (found.remainder && !keepsRemainders)
      return `its ${name} has rounding remainders of weights, which a run of this config does not keep`;
    if (!Number.isSafeInteger(found.updates) || found.updates < 0) return `its ${name} has an invalid count of updates`;
  }
  if ((state.average !== undefined) !== emaDecay > 0)
    return 'it has an averaged generator although its run has none, or lacks the one that its run has';
  const names = Object.keys(streams).sort();
  if (names.join() !== [...streamNames(model)].sort().join()) return 'its random streams are not those of a run';
  const areStates = names.every((name) => streams[name].length === 4 && streams[name].some((word) => word !== 0));
  return areStates ? undefined : 'one of its random streams has no state';
}
