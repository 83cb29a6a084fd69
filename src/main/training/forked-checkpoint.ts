import { dataDimension } from '../../shared/config/memory.ts';
import type { OptimizerConfig, RunConfig } from '../../shared/config/schema.ts';
import { streamNames } from './batches.ts';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import type { NetworkState } from './engines/engine.ts';
import { modelOf } from './model/network.ts';
import { randomStream } from './random.ts';

/** AdamW keeps the same moments as Adam. */
const momentsOf = ({ name }: OptimizerConfig) => (name === 'adamw' ? 'adam' : name);

/** Moments mean something else to another optimiser: then the weights stay, and the rest begins anew. */
function forkedNetwork(state: NetworkState, before: OptimizerConfig, after: OptimizerConfig): NetworkState {
  if (momentsOf(before) === momentsOf(after)) return state;
  const count = state.parameters.length;
  const { parameters, buffers } = state;
  return {
    parameters,
    firstMoment: new Float32Array(count),
    secondMoment: new Float32Array(count),
    updates: 0,
    buffers,
  };
}

/**
 * The first checkpoint of a fork of `config`, made of one of its parent's: the same bytes where nothing changes. Another seed has the
 * streams begin anew, from streams that no unforked run reads; another optimiser begins without moments; an averaged generator that the
 * parent did not keep begins equal to the generator, as at the start of a run. A stream that the parent did not read begins anew too.
 */
export function forkedCheckpoint(bytes: Uint8Array, parent: RunConfig, config: RunConfig): Uint8Array<ArrayBuffer> {
  const { epoch, state, streams } = decodeCheckpoint(bytes);
  const generator = forkedNetwork(state.generator, parent.optimizer.generator, config.optimizer.generator);
  const discriminator = forkedNetwork(
    state.discriminator,
    parent.optimizer.discriminator,
    config.optimizer.discriminator,
  );
  const average = config.ema_decay > 0 ? (state.average ?? generator.parameters.slice()) : undefined;
  const isReseeded = config.seed !== parent.seed;
  const isKept = (name: string) => !isReseeded && Object.hasOwn(streams, name);
  const read = Object.fromEntries(
    streamNames(modelOf(config, dataDimension(config.target))).map((name) => [
      name,
      isKept(name) ? streams[name] : randomStream(config.seed, `${name} after epoch ${epoch}`).state(),
    ]),
  );
  return encodeCheckpoint({ epoch, state: { generator, discriminator, average }, streams: read });
}
