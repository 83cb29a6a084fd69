import type { EngineState, NetworkState } from './engines/engine.ts';

/** Everything needed to resume a run from the end of an epoch, to the same bits, before it is encoded. */
export interface Checkpoint {
  readonly epoch: number;
  readonly state: EngineState;
  /** The state of each random stream that training reads, by its name. */
  readonly streams: Readonly<Record<string, Uint32Array>>;
}

interface NetworkHeader {
  readonly updates: number;
  readonly parameters: number;
  /** Omitted if there are none. */
  readonly buffers?: number;
  /** Omitted if none is kept. */
  readonly remainder?: true;
}

interface Header {
  readonly format: 1;
  readonly epoch: number;
  readonly streams: Readonly<Record<string, readonly number[]>>;
  readonly generator: NetworkHeader;
  readonly discriminator: NetworkHeader;
  readonly average: boolean;
}

const networkArrays = ({ parameters, firstMoment, secondMoment, buffers, remainder }: NetworkState) => [
  parameters,
  firstMoment,
  secondMoment,
  buffers,
  ...(remainder ? [remainder] : []),
];

const networkHeader = ({ updates, parameters, buffers, remainder }: NetworkState): NetworkHeader => ({
  updates,
  parameters: parameters.length,
  ...(buffers.length > 0 && { buffers: buffers.length }),
  ...(remainder && { remainder: true as const }),
});

/**
 * Encodes a checkpoint: the length of a JSON header (4 bytes, little-endian), the header, zeros up to a multiple of 4,
 * then float32 arrays. These are, for the generator and then the discriminator, parameters, both moments, buffers and
 * the remainder (if any), and at the end the averaged generator (if any). No time is included, so that equal states
 * give equal bytes.
 */
export function encodeCheckpoint({ epoch, state, streams }: Checkpoint): Uint8Array<ArrayBuffer> {
  const header: Header = {
    format: 1,
    epoch,
    streams: Object.fromEntries(Object.entries(streams).map(([name, words]) => [name, Array.from(words)])),
    generator: networkHeader(state.generator),
    discriminator: networkHeader(state.discriminator),
    average: state.average !== undefined,
  };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = Math.ceil((4 + text.length) / 4) * 4;
  const arrays = [
    ...networkArrays(state.generator),
    ...networkArrays(state.discriminator),
    ...(state.average ? [state.average] : []),
  ];
  const floats = arrays.reduce((sum, array) => sum + array.length, 0);
  const bytes = new Uint8Array(start + floats * 4);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  let offset = start;
  for (const array of arrays) {
    new Float32Array(bytes.buffer, offset, array.length).set(array);
    offset += array.length * 4;
  }
  return bytes;
}

/** Decodes a checkpoint that `encodeCheckpoint` wrote. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  // Copies the bytes, because a blob need not start at a multiple of 4, and a Buffer's slice is not a copy.
  const own = new Uint8Array(bytes);
  const textLength = new DataView(own.buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(own.subarray(4, 4 + textLength))) as Header;
  let offset = Math.ceil((4 + textLength) / 4) * 4;
  const take = (count: number): Float32Array => {
    const array = new Float32Array(own.buffer, offset, count);
    offset += count * 4;
    return array;
  };
  const network = ({ updates, parameters, buffers = 0, remainder }: NetworkHeader): NetworkState => ({
    parameters: take(parameters),
    firstMoment: take(parameters),
    secondMoment: take(parameters),
    updates,
    buffers: take(buffers),
    ...(remainder && { remainder: take(parameters) }),
  });
  const generator = network(header.generator);
  const discriminator = network(header.discriminator);
  const average = header.average ? take(header.generator.parameters) : undefined;
  return {
    epoch: header.epoch,
    state: { generator, discriminator, average },
    streams: Object.fromEntries(Object.entries(header.streams).map(([name, words]) => [name, Uint32Array.from(words)])),
  };
}
