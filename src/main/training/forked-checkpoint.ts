import { dataDimension } from '../../shared/config/memory.ts';
import type { OptimizerConfig, RunConfig } from '../../shared/config/schema.ts';
import { streamNames } from './batches.ts';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import type { NetworkState } from './engines/engine.ts';
import { modelOf } from './model/network.ts';
import { randomStream } from './random.ts';

/** AdamW keeps the same moments as Adam. */
const momentsOf = ({ name }: OptimizerConfig) => (name === 'adamw' ? 'adam' : name);

/**
 * The state of a network in a fork. A different optimiser would misread the moments, so then only the weights are kept,
 * and their rounding remainders if the fork keeps such.
 */
function forkedNetwork(
  { remainder, ...state }: NetworkState,
  before: OptimizerConfig,
  after: OptimizerConfig,
  keepsRemainders: boolean,
): NetworkState {
  const kept = keepsRemainders && remainder ? { remainder } : {};
  if (momentsOf(before) === momentsOf(after)) return { ...state, ...kept };
  const count = state.parameters.length;
  const { parameters, buffers } = state;
  return {
    parameters,
    firstMoment: new Float32Array(count),
    secondMoment: new Float32Array(count),
    updates: 0,
    buffers,
    ...kept,
  };
}

/**
 * The first checkpoint of a fork of `config`, made from one of its parent's: the same bytes if nothing changes. With
 * another seed, random streams start at points that no unforked run reads. With another optimiser, moments start at
 * zero. An averaged generator that the parent did not keep starts equal to the generator. A stream that the parent did
 * not use starts from its beginning.
 */
export function forkedCheckpoint(bytes: Uint8Array, parent: RunConfig, config: RunConfig): Uint8Array<ArrayBuffer> {
  const { epoch, state, streams } = decodeCheckpoint(bytes);
  const model = modelOf(config, dataDimension(config.target));
  const { keepsRemainders } = model;
  const generator = forkedNetwork(
    state.generator,
    parent.optimizer.generator,
    config.optimizer.generator,
    keepsRemainders,
  );
  const discriminator = forkedNetwork(
    state.discriminator,
    parent.optimizer.discriminator,
    config.optimizer.discriminator,
    keepsRemainders,
  );
  const average = config.ema_decay > 0 ? (state.average ?? generator.parameters.slice()) : undefined;
  const isReseeded = config.seed !== parent.seed;
  const isKept = (name: string) => !isReseeded && Object.hasOwn(streams, name);
  const read = Object.fromEntries(
    streamNames(model).map((name) => [
      name,
      isKept(name) ? streams[name] : randomStream(config.seed, `${name} after epoch ${epoch}`).state(),
    ]),
  );
  return encodeCheckpoint({ epoch, state: { generator, discriminator, average }, streams: read });
}
