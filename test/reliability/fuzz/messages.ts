import fc, { type Arbitrary } from 'fast-check';
import { CHANNELS, REQUESTS } from '../../../src/shared/api/contract.ts';
import { EPOCH_NUMBERS, METRICS } from '../../../src/shared/metrics.ts';
import { QUESTIONS } from '../../../src/shared/questions/questions.ts';
import { PRESETS } from '../../../src/shared/config/presets.ts';
import { runConfigSchema } from '../../../src/shared/config/schema.ts';
import { sweepSchema } from '../../../src/shared/sweep/definition.ts';
import { broken, type Breakage } from './breakages.ts';
import { inputOf, text, type KnownValues } from './inputs.ts';

/** How a message was made: as the schema says, or what is wrong with it. */
export type Making = 'as the schema says' | Breakage | 'unknown name' | 'no envelope';

/** A message that is to be sent, but for its id, which whoever sends it gives. */
export interface FuzzedMessage {
  readonly making: Making;
  readonly name: string;
  readonly message: Readonly<Record<string, unknown>>;
}

/** Ids that are in the store which the messages are about. */
export interface StoredIds {
  readonly runs: readonly string[];
  readonly sweeps: readonly string[];
  readonly studies: readonly string[];
}

/** Requests that may change what is kept; all others change nothing, whatever they are answered. */
export const CHANGING: ReadonlySet<string> = new Set([
  'runs.rename',
  'runs.set_notes',
  'runs.change_tags',
  'runs.set_star',
  'runs.trash',
  'runs.restore',
  'runs.purge',
  'training.launch',
  'training.pause',
  'training.resume',
  'training.stop',
  'training.stop_all',
  'training.hold',
  'training.extend',
  'training.fork',
  'training.repeat',
  'training.reorder',
  'training.import_law',
  'sweeps.launch',
  'sweeps.rename',
  'sweeps.remove',
  'studies.save',
  'studies.change',
  'studies.remove',
  'studies.restore',
  'studies.ask',
  'compare.look',
  'run_file_import',
  'settings.set_theme',
  'settings.set_jobs',
]);

/** Not sent as the schema says, and why. */
export const LEFT_OUT: ReadonlyMap<string, string> = new Map([
  ['settings.fetch_library', 'downloads a library of 200 MB'],
  ['settings.library_publisher', 'asks the registry of npm'],
  ['shell.end_sessions', 'shuts the page out, which test/main/server/http.test.ts looks at'],
]);

/** Also left out in Electron, where they wait for a person or end the program. */
export const LEFT_OUT_IN_ELECTRON: ReadonlyMap<string, string> = new Map([
  ...LEFT_OUT,
  ['shell.save_file', 'opens a dialog of the system'],
  ['training.choose_law_file', 'opens a dialog of the system'],
  ['shell.save_files', 'opens a dialog of the system'],
  ['shell.drag_file', 'waits for the pointer to be let go'],
  ['shell.choose_store', 'opens a dialog of the system'],
  ['shell.reveal', 'opens a file manager'],
  ['shell.quit', 'ends the program'],
]);

/** Paths that no store can be opened at. */
const UNOPENABLE = ['.', '/', '/dev/null', '/proc/self/mem', '\u0000', 'nowhere\u0000.sqlite', 'x'.repeat(4096)];

const oneOf = (ids: readonly string[]) => fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...ids, 'no-such') }, text);
const small = (most: number) => fc.integer({ min: 1, max: most });

/** Settings of networks and batches small enough to be tried in a moment, and now and then the largest there are. */
const SMALL_CONFIG: KnownValues = {
  engine: fc.constantFrom('auto', 'fused', 'reference'),
  device: fc.constantFrom('auto', 'cpu'),
  hidden_widths: fc.oneof(
    { weight: 30, arbitrary: fc.array(small(48), { maxLength: 3 }) },
    fc.constant(Array.from({ length: 32 }, () => 16_384)),
  ),
  latent_dimension: small(3),
  batches_per_epoch: small(20),
  batch_size: small(128),
  discriminator_updates: small(3),
  epochs: small(1000),
  samples: fc.integer({ min: 10, max: 1000 }),
  file: fc.constantFrom('nowhere.csv', '../../../etc/passwd', '/dev/null', '/proc/self/mem', 'nowhere.mjs', '\u0000'),
};

function knownValues({ runs, sweeps, studies }: StoredIds): KnownValues {
  const preset = fc.constantFrom(...Object.values(PRESETS).map((one): unknown => one.config));
  const config = fc.oneof(inputOf(runConfigSchema, SMALL_CONFIG), preset, fc.constant({}));
  const shortSweep = fc.record({
    config: fc.constant({ epochs: 3 }),
    grid: fc.constant({ lr_g: [1e-4, 2e-4], loss: ['bce', 'minimax'] }),
    seeds: fc.constant([1, 2]),
  });
  return {
    run: oneOf(runs),
    study: oneOf(studies),
    id: oneOf(studies),
    config,
    sweep: fc.oneof(oneOf(sweeps), shortSweep, inputOf(sweepSchema, { ...SMALL_CONFIG, config })),
    question: oneOf(QUESTIONS.map(({ id }) => id)),
    keys: fc.array(fc.constantFrom('seconds', ...[...EPOCH_NUMBERS, ...METRICS].map(({ key }) => key)), {
      minLength: 1,
      maxLength: 8,
    }),
    held: fc.constant(true),
    path: fc.constantFrom(...UNOPENABLE),
  };
}

interface Endpoint {
  readonly kind: 'request' | 'subscribe';
  readonly name: string;
  readonly input: Arbitrary<unknown>;
}

const messageTo = ({ kind, name }: Endpoint, input: unknown) =>
  kind === 'request' ? { kind, name, input } : { kind, channel: name, input };

/** Messages without end: most have something wrong with them. */
export function fuzzedMessages(ids: StoredIds, leftOut: ReadonlyMap<string, string>): Arbitrary<FuzzedMessage> {
  const known = knownValues(ids);
  const requests = Object.entries(REQUESTS).map(([name, { input }]): Endpoint => ({
    kind: 'request',
    name,
    input: inputOf(input, known),
  }));
  const channels = Object.entries(CHANNELS).map(([name, { input }]): Endpoint => ({
    kind: 'subscribe',
    name,
    input: inputOf(input, known),
  }));
  const endpoints = [...requests, ...channels];
  const anywhere = fc.constantFrom(...endpoints);

  const right = fc
    .constantFrom(...endpoints.filter(({ name }) => !leftOut.has(name)))
    .chain((endpoint) => endpoint.input.map((input) => messageTo(endpoint, input)))
    .map((message): FuzzedMessage => ({ making: 'as the schema says', name: nameOf(message), message }));
  const spoilt = anywhere.chain((endpoint) =>
    endpoint.input.chain(broken).map(({ breakage, input }): FuzzedMessage => {
      return { making: breakage, name: endpoint.name, message: messageTo(endpoint, input) };
    }),
  );
  const unknown = fc
    .tuple(
      fc.constantFrom('request', 'subscribe'),
      fc.oneof(text, fc.constantFrom('__proto__', 'constructor', 'toString')),
    )
    .map(([kind, name]): FuzzedMessage => {
      const message = kind === 'request' ? { kind, name, input: {} } : { kind, channel: name, input: {} };
      return { making: 'unknown name', name: '(unknown)', message };
    });
  const bare = fc
    .tuple(anywhere, fc.constantFrom('kind', 'name', 'channel', 'id'), fc.anything({ maxDepth: 1 }))
    .map(([endpoint, key, value]): FuzzedMessage => {
      const message = { ...messageTo(endpoint, null), [key]: value };
      return { making: 'no envelope', name: '(no envelope)', message };
    });
  return fc.oneof(
    { weight: 16, arbitrary: right },
    { weight: 74, arbitrary: spoilt },
    { weight: 4, arbitrary: unknown },
    { weight: 6, arbitrary: bare },
  );
}

function nameOf(message: Readonly<Record<string, unknown>>): string {
  return String(message.name ?? message.channel);
}

/** Whether a message that the contract lets through is left out all the same. */
export function isLeftOut(name: string, input: unknown, leftOut: ReadonlyMap<string, string>): boolean {
  if (leftOut.has(name)) return true;
  const { held, path } = (input ?? {}) as { readonly held?: unknown; readonly path?: unknown };
  // What waits would begin to train, and the store change by itself.
  if (name === 'training.hold') return held !== true;
  // The digest is of the store that is open.
  return name === 'settings.open_store' && !UNOPENABLE.some((one) => one === path);
}
