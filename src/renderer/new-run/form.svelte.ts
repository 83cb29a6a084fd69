import equal from 'fast-deep-equal';
import type { ApiError } from '../../shared/api/messages.ts';
import {
  LAW_NOT_IN_STORE,
  type LaunchedRuns,
  type LawField,
  type LawReading,
  type TrainingEstimate,
} from '../../shared/api/training.ts';
import { assign } from '../../shared/config/assign.ts';
import { changesBetween, type Change } from '../../shared/config/changes.ts';
import type { FieldDescription } from '../../shared/config/describe.ts';
import { forkRefusals, isKeptByForks } from '../../shared/config/fork.ts';
import { QUICK_CHECKS } from '../../shared/config/checks.ts';
import { parseConfig } from '../../shared/config/parse.ts';
import type { Refusal } from '../../shared/config/refusal.ts';
import type { RunConfig } from '../../shared/config/schema.ts';
import { bridge } from '../state/connection.svelte.ts';
import { notices } from '../state/notices.svelte.ts';
import {
  fieldsOf,
  refusalsAt,
  seedsFrom,
  tagsOf,
  textOf,
  userChanges,
  valueAt,
  without,
  withValue,
  writtenChanges,
  type ConfigInput,
} from './fields.ts';
import { LAW_FIELDS, type FileLaw, type LawChoice } from './law-file.ts';
import { LawReadings } from './law-readings.svelte.ts';

/** What a new run starts from: a preset, or another run. */
export interface Base {
  readonly label: string;
  readonly input: ConfigInput;
  readonly name: string;
  readonly tags: readonly string[];
}

/** The checkpoint that a fork starts from. */
export interface ForkedAt {
  readonly run: string;
  /** The parent's. */
  readonly config: RunConfig;
  readonly epoch: number;
  /** The parent's checkpoints. */
  readonly epochs: readonly number[];
}

/** A file that cannot be a law before its question is answered. */
export interface AskedLaw {
  readonly file: File;
  readonly choice: LawChoice;
  readonly outcome: Extract<LawReading, { kind: 'asks' }>;
}

const NOTHING_ASKED = { target: undefined, noise: undefined };
const NOTHING_AWAITED: Readonly<Record<LawField, FileLaw | undefined>> = NOTHING_ASKED;

/** Settings that say which law it is; the others are of that law. */
const WHICH_LAW = ['law', 'file', 'digest'];

/** What the workbench refuses of a config that is right, and that only another choice or machine puts right. */
const UNAVAILABLE = ['engine-unavailable', 'device-unavailable'];

function isSameLaw(one: ConfigInput, other: ConfigInput, field: LawField): boolean {
  return WHICH_LAW.every((key) => equal(valueAt(one, `${field}.${key}`), valueAt(other, `${field}.${key}`)));
}

function notReadYet(field: LawField, asked: AskedLaw | undefined): Refusal[] {
  if (!asked) return [];
  const { name } = asked.file;
  return [
    { path: `${field}.law`, value: name, message: `${name} has not been read yet: answer the question at the file.` },
  ];
}

function notChosenYet(field: LawField, awaited: FileLaw | undefined): Refusal[] {
  if (awaited === undefined) return [];
  const what = awaited === 'csv' ? 'the CSV file' : 'the module';
  return [{ path: `${field}.law`, value: awaited, message: `Choose ${what}, or another law.` }];
}

/** The first seed is no change of what is trained, but of a field. */
function seedChange({ seed: from }: RunConfig, { seed: to }: RunConfig): Change[] {
  return from === to ? [] : [{ path: 'seed', from, to }];
}

/** A new run as it is being written. */
export class NewRunForm {
  base = $state.raw<Base>({ label: '', input: {}, name: '', tags: [] });
  /** What the user wrote: only `replace` and the fields change it. */
  input = $state.raw<ConfigInput>({});
  count = $state(1);
  name = $state('');
  tags = $state('');
  /** undefined of a run that begins with initial weights. */
  fork = $state.raw<ForkedAt | undefined>();
  isLaunching = $state(false);
  /** Files that are being read. Nothing is launched before they are, because it would train on the previous laws. */
  readonly readings = new LawReadings();
  estimate = $state.raw<TrainingEstimate | undefined>();
  /** The text of the field being typed into, which may say less or more than its value. */
  #draft = $state.raw<{ readonly path: string; readonly text: string } | undefined>();
  /** What the workbench said against it; gone at the next change. */
  #refused = $state.raw<(Refusal & { readonly code?: string }) | undefined>();
  /** An open question about a file. It stays until it is answered or another law is taken. */
  #asked = $state.raw<Readonly<Record<LawField, AskedLaw | undefined>>>(NOTHING_ASKED);
  /** A kind of file that was chosen as a law, before the file itself was. */
  #awaited = $state.raw(NOTHING_AWAITED);
  /** Why the text of the JSON tab says no config; gone at the next change. */
  #unreadable = $state.raw<string | undefined>();
  /** The name and the tags that were filled in. */
  #named = $state.raw({ name: '', tags: '' });

  readonly fields = $derived(fieldsOf(this.input));
  /** Whether a density can be integrated is told with the estimate: here it would halt the page at every key. */
  readonly parsed = $derived(parseConfig(this.input, QUICK_CHECKS));
  readonly refusals = $derived<readonly Refusal[]>([
    ...(this.#unreadable === undefined ? [] : [{ path: '', value: undefined, message: this.#unreadable }]),
    ...(this.parsed.ok ? [] : this.parsed.refusals),
    ...(this.parsed.ok && this.fork ? forkRefusals(this.fork.config, this.fork.epoch, this.parsed.config) : []),
    ...LAW_FIELDS.flatMap((field) => notReadYet(field, this.#asked[field])),
    ...LAW_FIELDS.flatMap((field) => (this.#isSaid(field) ? [] : notChosenYet(field, this.#awaited[field]))),
    ...(this.#refused ? [this.#refused] : []),
  ]);
  readonly #baseConfig = $derived.by((): RunConfig | undefined => {
    const parsed = parseConfig(this.base.input, QUICK_CHECKS);
    return parsed.ok ? parsed.config : undefined;
  });
  /** What differs from the base: of a config that cannot be used, as it is written. */
  readonly changes = $derived<readonly Change[]>(
    userChanges(
      this.parsed.ok && this.#baseConfig
        ? [...seedChange(this.#baseConfig, this.parsed.config), ...changesBetween(this.#baseConfig, this.parsed.config)]
        : writtenChanges(this.base.input, this.input),
    ),
  );

  constructor(base: Base, fork?: ForkedAt) {
    this.startFrom(base);
    this.fork = fork;
    this.#named = { name: this.name, tags: this.tags };
  }

  /** Whether something was written that would be lost; to have chosen where to start from is not much. */
  get isWritten(): boolean {
    const { name, tags } = this.#named;
    const isAsFilledIn = this.name === name && this.tags === tags && this.count === 1;
    const isAwaiting = LAW_FIELDS.some((field) => this.#awaited[field] !== undefined);
    return isAwaiting || !isAsFilledIn || !this.isReadable || !equal(this.input, this.base.input);
  }

  /** Whether the JSON tab's text is a config, right or wrong. */
  get isReadable(): boolean {
    return this.#unreadable === undefined;
  }

  /** Holds the last config back from being launched while the text in the JSON tab says none. */
  refuseText(message: string): void {
    this.#unreadable = message;
  }

  /** Takes another checkpoint of the parent; a name that only says which follows. */
  forkAt(epoch: number): void {
    if (!this.fork) return;
    const renamed = (name: string) => name.replace(/ from epoch \d+$/, ` from epoch ${epoch}`);
    this.name = renamed(this.name);
    this.#named = { ...this.#named, name: renamed(this.#named.name) };
    this.fork = { ...this.fork, epoch };
  }

  /** Whether a setting stays as the parent of the fork has it. */
  isKept(path: string): boolean {
    return this.fork !== undefined && isKeptByForks(path);
  }

  startFrom(base: Base): void {
    this.base = base;
    this.name = base.name;
    this.tags = base.tags.join(', ');
    this.replace(base.input);
    this.#asked = NOTHING_ASKED;
    this.#awaited = NOTHING_AWAITED;
  }

  replace(input: ConfigInput): void {
    this.#draft = undefined;
    this.#refused = undefined;
    this.#unreadable = undefined;
    for (const field of LAW_FIELDS) {
      if (isSameLaw(this.input, input, field)) continue;
      this.#ask(field, undefined);
      this.awaitFile(field, undefined);
      this.readings.stop(field);
    }
    this.input = input;
  }

  replaceLaw(field: LawField, law: Readonly<Record<string, unknown>>): void {
    this.replace({ ...this.input, [field]: law });
  }

  /** The law whose file the store does not have, and a sentence that says which file. */
  get missing(): { readonly field: LawField; readonly message: string } | undefined {
    const { code, path, message } = this.#refused ?? {};
    const field = code === LAW_NOT_IN_STORE ? LAW_FIELDS.find((one) => path === `${one}.file`) : undefined;
    return field && { field, message: message ?? '' };
  }

  field(path: string): FieldDescription | undefined {
    return this.fields.find((field) => field.path === path);
  }

  text(field: FieldDescription): string {
    if (this.#draft?.path === field.path) return this.#draft.text;
    return textOf(valueAt(this.input, field.path) ?? field.default);
  }

  /** An empty text takes the default, except of a list, which it empties. */
  write(field: FieldDescription, text: string): void {
    const isList = field.type.startsWith('list');
    const assigned = assign(this.input, field.path, text);
    if (text.trim() === '' && !isList) this.replace(without(this.input, field.path));
    else if (assigned.ok) this.replace(assigned.input);
    else this.#refused = assigned.refusal;
    this.#draft = { path: field.path, text };
  }

  /** Takes a value that no text says, such as a list of layers. */
  writeValue(field: FieldDescription, value: unknown): void {
    const isDefault = equal(value, field.default);
    this.replace(isDefault ? without(this.input, field.path) : withValue(this.input, field.path, value));
  }

  /** Shows the field's value again where it was typed into. */
  endTyping(): void {
    this.#draft = undefined;
  }

  refusalsOf(field: FieldDescription): readonly Refusal[] {
    return refusalsAt(this.refusals, field);
  }

  isChanged(path: string): boolean {
    return this.changes.some((change) => change.path === path);
  }

  /** Takes a field back to how the base has it; a law, loss or optimizer with all its settings. */
  undo(path: string): void {
    const at = path.replace(/\.(?:law|name)$/, '');
    const before = valueAt(this.base.input, at);
    this.replace(before === undefined ? without(this.input, at) : withValue(this.input, at, before));
  }

  /** The kind of file that is to be chosen as the law of `field`. */
  awaited(field: LawField): FileLaw | undefined {
    return this.#awaited[field];
  }

  /** Launches nothing until a file of this kind has become the law of `field`; undefined waits for none. */
  awaitFile(field: LawField, kind: FileLaw | undefined): void {
    this.#awaited = { ...this.#awaited, [field]: kind };
  }

  /** Whether something else is said of the file that is to be chosen. */
  #isSaid(field: LawField): boolean {
    return (
      this.#asked[field] !== undefined ||
      this.readings.of(field) !== undefined ||
      this.#refused?.path === `${field}.law`
    );
  }

  /** The open question about the file that was chosen for `field`. */
  asked(field: LawField): AskedLaw | undefined {
    return this.#asked[field];
  }

  #ask(field: LawField, asked: AskedLaw | undefined): void {
    this.#asked = { ...this.#asked, [field]: asked };
  }

  /**
   * Reads a file of the user's into the store and takes it as the law of `field`. Where it asks, nothing is launched until an answer is given;
   * undefined where it was refused. `isChosen`: the user chose it with a chooser, and need not be asked whether it may run.
   */
  async importLaw(
    field: LawField,
    file: File,
    choice: LawChoice = {},
    isChosen = false,
  ): Promise<LawReading | undefined> {
    // What is asked about another file is of no use any more.
    if (this.#asked[field]?.file !== file) this.#ask(field, undefined);
    const outcome = await this.readings.send(field, file, choice, isChosen);
    if (outcome.kind === 'refused') {
      this.#refused = { path: `${field}.law`, value: file.name, message: outcome.message };
      return undefined;
    }
    if (outcome.kind === 'stopped') return undefined;
    if (outcome.kind === 'asks') this.#ask(field, { file, choice, outcome });
    else {
      this.#ask(field, undefined);
      // Who takes other columns of the same file has chosen already.
      const standardize = choice.columns && valueAt(this.input, `${field}.standardize`);
      const { law } = outcome.imported;
      this.replaceLaw(field, { ...law, ...(standardize !== undefined && { standardize }) });
    }
    return outcome;
  }

  /** How long the config would take, or why it cannot train here; an answer that came too late is dropped. */
  async askEstimate(input: ConfigInput): Promise<void> {
    const result = await bridge.read('training.estimate', { config: input });
    if (!result.ok && result.error.code === 'superseded') return;
    if (this.input !== input) return;
    this.estimate = result.ok ? this.#ofWhatIsLeft(result.output) : undefined;
    if (result.ok) return;
    // A fork goes on with what its parent was trained on.
    const isOfLaw = result.error.path !== undefined && !this.fork;
    if (UNAVAILABLE.includes(result.error.code) || isOfLaw) this.#refuse(result.error);
  }

  /** A fork trains and keeps the epochs after its checkpoint alone. */
  #ofWhatIsLeft(estimate: TrainingEstimate): TrainingEstimate {
    if (!this.fork || !this.parsed.ok) return estimate;
    const { epochs } = this.parsed.config;
    const share = Math.max(0, epochs - this.fork.epoch) / epochs;
    return { ...estimate, seconds: share * estimate.seconds, bytes: share * estimate.bytes };
  }

  /** The runs launched, or undefined where they were refused: shown at the field, or as a notice. */
  async launch(): Promise<LaunchedRuns | undefined> {
    if (!this.parsed.ok || this.refusals.length > 0 || this.isLaunching || this.readings.file !== undefined)
      return undefined;
    this.isLaunching = true;
    const name = this.name.trim();
    const launched = {
      config: this.input,
      seeds: seedsFrom(this.parsed.config.seed, this.count),
      tags: tagsOf(this.tags),
      ...(name !== '' && { name }),
    };
    const result = this.fork
      ? await bridge.request('training.fork', { ...launched, run: this.fork.run, epoch: this.fork.epoch })
      : await bridge.request('training.launch', launched);
    this.isLaunching = false;
    if (result.ok) return result.output;
    this.#refuse(result.error);
    return undefined;
  }

  /** Shows what the workbench refused at its field, or as a notice where it is about none. */
  #refuse(error: ApiError): void {
    const { code, path, message } = error;
    if (path === undefined) notices.error(error);
    else this.#refused = { code, path, value: undefined, message };
  }
}
