import equal from 'fast-deep-equal';
import type { ApiError } from '../../shared/api/messages.ts';
import type { SweepPreview, SweepWork } from '../../shared/api/sweeps.ts';
import { LAW_NOT_IN_STORE, type LawField } from '../../shared/api/training.ts';
import { mergeInput } from '../../shared/config/merge.ts';
import { isPresetName, PRESETS, type PresetName } from '../../shared/config/presets.ts';
import type { Refusal } from '../../shared/config/refusal.ts';
import { shownFileName } from '../../shared/shown-source.ts';
import type { SweepDefinition, SweepInput } from '../../shared/sweep/definition.ts';
import { textOfSeeds } from '../../shared/sweep/seeds-text.ts';
import { parseSweep } from '../../shared/sweep/parse.ts';
import { valueAt, without, type ConfigInput } from '../new-run/fields.ts';
import { NewRunForm, type Base } from '../new-run/form.svelte.ts';
import { LAW_FIELDS } from '../new-run/law-file.ts';
import { bridge } from '../state/connection.svelte.ts';
import { notices } from '../state/notices.svelte.ts';
import { fieldNamed, isNumeric, listOf, nameOf, seedsOf, textOfList, textOfValues, valuesOf } from './typed-values.ts';

export const MODES = ['grid', 'list', 'random'] as const;
export type Mode = (typeof MODES)[number];

export const DRAWS = ['uniform', 'log_uniform', 'choice'] as const;
export type Draw = (typeof DRAWS)[number];

/** A setting that is varied, as it is being written. */
export interface VariedRow {
  readonly id: number;
  /** Path or short name. */
  name: string;
  /** Its values, of a grid and of a choice. */
  text: string;
  draw: Draw;
  low: string;
  high: string;
  /** Of a setting that takes numbers of any kind. */
  whole: boolean;
}

/** A sweep as it is being written. */
export class SweepForm {
  readonly base: NewRunForm;
  #preset = $state<PresetName | undefined>();
  mode = $state<Mode>('grid');
  rows = $state<VariedRow[]>([]);
  list = $state('');
  count = $state(20);
  drawSeed = $state(1);
  seeds = $state('1..8');
  stopDiverged = $state(false);
  name = $state('');
  /** Trains only the runs of which none is there yet. */
  onlyMissing = $state(true);
  isLaunching = $state(false);
  #nextId = 1;
  /** What the JSON tab says, as long as nothing else was changed. */
  #json = $state.raw<Readonly<Record<string, unknown>> | undefined>();
  /** Why the text of the JSON tab says no sweep; gone at the next change. */
  #unreadable = $state.raw<string | undefined>();
  /** The definition as it was filled in. */
  readonly #first: string;
  #answer = $state.raw<{
    readonly text: string;
    readonly preview?: SweepPreview;
    readonly refusal?: Refusal & { readonly code: string };
    readonly failure?: string;
  }>({
    text: '',
  });

  readonly #seeds = $derived(seedsOf(this.seeds));
  readonly #list = $derived(listOf(this.list));
  /** As it is sent and shown: a definition, right or not. */
  readonly definition = $derived.by((): Readonly<Record<string, unknown>> => this.#json ?? this.#written());
  readonly text = $derived(JSON.stringify(this.definition));
  readonly #parsed = $derived(parseSweep(this.definition));
  /** What was typed and is no value yet. */
  readonly #typing = $derived.by((): readonly Refusal[] => {
    if (this.#json) return [];
    return [
      ...(this.#seeds.ok ? [] : [{ path: 'seeds', value: this.seeds, message: this.#seeds.message }]),
      ...(this.mode === 'list' && !this.#list.ok
        ? [{ path: 'list', value: this.list, message: this.#list.message }]
        : []),
      ...(this.mode === 'list' ? [] : this.#rowRefusals()),
    ];
  });
  readonly refusals = $derived.by((): readonly Refusal[] => {
    if (this.#unreadable !== undefined) return [{ path: '', value: undefined, message: this.#unreadable }];
    const base = this.base.parsed.ok || this.#json ? [] : this.base.parsed.refusals.map(ofBase);
    const known = [...this.#typing, ...base];
    if (known.length > 0) return known;
    if (!this.#parsed.ok) return this.#parsed.refusals;
    return this.#isAnswered && this.#answer.refusal ? [this.#answer.refusal] : [];
  });
  readonly #isAnswered = $derived(this.#answer.text === this.text);
  /** Of the definition as it is now; undefined until it is known. */
  readonly preview = $derived(this.#isAnswered ? this.#answer.preview : undefined);
  /** Why it cannot be known what would run, although nothing is wrong with the definition. */
  readonly failure = $derived(this.#isAnswered ? this.#answer.failure : undefined);
  /** What will be trained: all of it, or what is not there. */
  readonly work = $derived<SweepWork | undefined>(
    (this.onlyMissing ? this.preview?.missing : undefined) ?? this.preview,
  );
  readonly canAsk = $derived.by(
    () =>
      this.#unreadable === undefined &&
      this.#typing.length === 0 &&
      this.#parsed.ok &&
      (this.#json !== undefined || this.base.parsed.ok),
  );
  /** Why it cannot be launched. */
  readonly obstacle = $derived.by((): string | undefined => {
    if (this.base.readings.obstacle !== undefined) return this.base.readings.obstacle;
    if (this.refusals.length > 0) return this.refusals[0].message;
    if (!this.#isAnswered) return 'The list of runs is not ready yet.';
    return this.work?.runCount === 0 ? 'All of these runs already exist.' : undefined;
  });
  /** Whether something was written that would be lost. */
  readonly isWritten = $derived.by(() => this.#unreadable !== undefined || this.text !== this.#first);

  constructor(base: Base, preset: PresetName | undefined) {
    this.base = new NewRunForm(base);
    this.#preset = preset;
    this.addRow();
    this.#first = this.text;
  }

  startFrom(base: Base, preset: PresetName | undefined): void {
    this.base.startFrom(base);
    this.#preset = preset;
  }

  addRow(): void {
    this.rows.push({
      id: this.#nextId++,
      name: '',
      text: '',
      draw: 'log_uniform',
      low: '',
      high: '',
      whole: false,
    });
  }

  removeRow(id: number): void {
    this.rows = this.rows.filter((row) => row.id !== id);
    if (this.rows.length === 0) this.addRow();
  }

  /** How a row is drawn in a random sweep: words and lists can only be chosen from. */
  drawOf({ name, draw }: VariedRow): Draw {
    const field = fieldNamed(name);
    return field && !isNumeric(field) ? 'choice' : draw;
  }

  /** What is refused of a row; of names that begin alike the longest is meant. */
  refusalsOf(row: VariedRow): Refusal[] {
    const names = this.rows.map(({ name }) => keyOf(name));
    return this.refusals.filter(({ path }) => {
      if (path === rowPath(row)) return true;
      const rest = /^(?:grid|random\.settings)\.(.*)$/.exec(path)?.[1];
      if (rest === undefined) return false;
      const meant = names
        .filter((name) => name !== '' && rest.startsWith(name) && /^(?:[.[].*)?$/.test(rest.slice(name.length)))
        .toSorted((one, other) => other.length - one.length)
        .at(0);
      return meant === keyOf(row.name);
    });
  }

  /** The refusals of what stands at one of these places. */
  refusalsAt(...places: readonly string[]): Refusal[] {
    return this.refusals.filter(({ path }) => places.some((place) => path === place || path.startsWith(`${place}[`)));
  }

  /** What is still to be given; undefined where nothing is. */
  get lacking(): string | undefined {
    return this.refusalsAt(LACKING).at(0)?.message;
  }

  /** What no field can show. */
  get refusalsElsewhere(): Refusal[] {
    const shown = [...this.rows.flatMap((row) => this.refusalsOf(row)), ...this.refusalsAt(...SHOWN)];
    return this.refusals.filter((refusal) => !shown.includes(refusal));
  }

  /** What the JSON tab says stands until the fields are gone back to. */
  writeJson(input: Readonly<Record<string, unknown>>): void {
    this.#json = input;
    this.#unreadable = undefined;
  }

  /** Holds the last definition back from being launched while the text in the JSON tab says none. */
  refuseText(message: string): void {
    this.#unreadable = message;
  }

  /** Whether the fields can show what is written. */
  get isReadable(): boolean {
    return this.#unreadable === undefined && (this.#json === undefined || this.#parsed.ok);
  }

  /** Fills the fields with what the JSON tab says. */
  readJson(): void {
    if (!this.#json || !this.#parsed.ok) return;
    this.#fill(this.#parsed.definition);
    this.#json = undefined;
  }

  /** What would run, or the first thing that is refused; an answer that came too late is dropped. */
  async askPreview(text: string): Promise<void> {
    const result = await bridge.read('sweeps.preview', { sweep: JSON.parse(text) as unknown });
    if (!result.ok && result.error.code === 'superseded') return;
    if (this.text !== text) return;
    if (result.ok) this.#answer = { text, preview: result.output };
    else if (result.error.path === undefined) this.#answer = { text, failure: result.error.message };
    else this.#refuse(text, result.error);
  }

  /** The sweep launched, or undefined where it was refused: shown at its field, or as a notice. */
  async launch(): Promise<string | undefined> {
    if (this.obstacle !== undefined || !this.canAsk || this.isLaunching) return undefined;
    this.isLaunching = true;
    const { text } = this;
    const result = await bridge.request('sweeps.launch', {
      sweep: JSON.parse(text) as unknown,
      only_missing: this.onlyMissing && this.preview?.missing !== undefined,
    });
    this.isLaunching = false;
    if (result.ok) return result.output.sweep;
    this.#refuse(text, result.error);
    return undefined;
  }

  #refuse(text: string, { code, path, message }: ApiError): void {
    if (path === undefined) notices.error({ message });
    else this.#answer = { text, refusal: { code, path, value: undefined, message } };
  }

  /** The config that is swept, as it is written. */
  get config(): ConfigInput {
    return this.#json ? ((this.#json.config ?? {}) as ConfigInput) : this.base.input;
  }

  /** The law of the config whose file the store does not have, and a sentence that says which file; files that are varied are none of it. */
  get missing(): { readonly field: LawField; readonly message: string } | undefined {
    const { code, path, message = '' } = (this.#isAnswered ? this.#answer.refusal : undefined) ?? {};
    const field = code === LAW_NOT_IN_STORE ? LAW_FIELDS.find((one) => path === `${one}.file`) : undefined;
    const file = field && valueAt(this.config, `${field}.file`);
    return field && typeof file === 'string' && message.startsWith(shownFileName(file))
      ? { field, message }
      : undefined;
  }

  replaceLaw(field: LawField, law: Readonly<Record<string, unknown>>): void {
    if (this.#json) this.#json = { ...this.#json, config: { ...this.config, [field]: law } };
    else this.base.replaceLaw(field, law);
  }

  #written(): Readonly<Record<string, unknown>> {
    const name = this.name.trim();
    return {
      ...(name !== '' && { name }),
      ...this.#writtenBase(),
      ...this.#writtenArms(),
      seeds: this.#seeds.ok ? this.#seeds.value : [],
      ...(this.stopDiverged && { stop_diverged: true }),
    };
  }

  #writtenBase(): Pick<SweepInput, 'preset' | 'config'> {
    const { input } = this.base;
    const preset = this.#preset;
    if (preset && equal(input, PRESETS[preset].config)) return { preset };
    return { config: { ...without(input, 'seed') } };
  }

  #writtenArms(): Pick<SweepInput, Mode> {
    const named = this.rows.filter(({ name }) => name.trim() !== '');
    switch (this.mode) {
      case 'grid':
        return {
          grid: Object.fromEntries(named.map(({ name, text }) => [keyOf(name), valuesOf(text, fieldNamed(name))])),
        };
      case 'list':
        return { list: this.#list.ok ? this.#list.value : [] };
      case 'random':
        return {
          random: {
            count: this.count,
            ...(this.drawSeed !== 1 && { seed: this.drawSeed }),
            settings: Object.fromEntries(named.map((row) => [keyOf(row.name), this.#drawn(row)])),
          },
        };
    }
  }

  #drawn(row: VariedRow): NonNullable<SweepInput['random']>['settings'][string] {
    const draw = this.drawOf(row);
    if (draw === 'choice') return { choice: valuesOf(row.text, fieldNamed(row.name)) };
    const bounds: [number, number] = [Number(row.low), Number(row.high)];
    const whole = row.whole && fieldNamed(row.name)?.type === 'number' ? { whole: true } : {};
    return draw === 'uniform' ? { uniform: bounds, ...whole } : { log_uniform: bounds, ...whole };
  }

  #rowRefusals(): Refusal[] {
    const refuse = (row: VariedRow, message: string) => ({ path: rowPath(row), value: row.name, message });
    const lacks = (message: string) => ({ path: LACKING, value: undefined, message });
    const named = this.rows.filter(({ name }) => name.trim() !== '');
    if (named.length === 0) return [lacks('Choose a setting to vary.')];
    return named.flatMap((row, index): Refusal[] => {
      const { name } = row;
      if (!fieldNamed(name)) return [refuse(row, `${name.trim()} is not a setting; choose one of the list.`)];
      if (named.findIndex((other) => keyOf(other.name) === keyOf(name)) < index)
        return [refuse(row, `${name.trim()} is varied above already.`)];
      const isDrawn = this.mode === 'random' && this.drawOf(row) !== 'choice';
      if (isDrawn)
        return [row.low, row.high].every(isNumber)
          ? []
          : [lacks(`Give the least and the largest number of ${name.trim()}.`)];
      return row.text.trim() === '' ? [lacks(`Give the values of ${name.trim()}.`)] : [];
    });
  }

  #fill(definition: SweepDefinition): void {
    const { name = '', preset, config, grid, list, random, seeds, stop_diverged } = definition;
    const input = (preset ? mergeInput(PRESETS[preset].config, config) : config) as ConfigInput;
    const label = preset ?? 'the defaults';
    this.base.startFrom({
      label,
      input: preset ? PRESETS[preset].config : {},
      name: '',
      tags: [],
    });
    this.base.replace(input);
    this.#preset = preset;
    this.name = name;
    this.seeds = textOfSeeds(seeds);
    this.stopDiverged = stop_diverged;
    this.mode = grid ? 'grid' : list ? 'list' : 'random';
    this.list = list ? textOfList(list) : '';
    this.rows = [];
    for (const [key, values] of Object.entries(grid ?? {})) this.#pushRow({ name: key, text: textOfValues(values) });
    for (const [key, drawn] of Object.entries(random?.settings ?? {})) {
      if ('choice' in drawn) this.#pushRow({ name: key, draw: 'choice', text: textOfValues(drawn.choice) });
      else {
        const [draw, [low, high]] =
          'uniform' in drawn ? (['uniform', drawn.uniform] as const) : (['log_uniform', drawn.log_uniform] as const);
        this.#pushRow({ name: key, draw, low: String(low), high: String(high), whole: drawn.whole === true });
      }
    }
    if (this.rows.length === 0) this.addRow();
    this.count = random?.count ?? this.count;
    this.drawSeed = random?.seed ?? 1;
  }

  #pushRow(row: Partial<VariedRow>): void {
    this.addRow();
    Object.assign(this.rows[this.rows.length - 1], row);
  }

  get preset(): string {
    return this.#preset ?? '';
  }

  /** Starts from a preset, where the name is one's. */
  startFromPreset(name: string): boolean {
    if (!isPresetName(name)) return false;
    this.startFrom({ label: name, input: PRESETS[name].config, name: '', tags: [] }, name);
    return true;
  }
}

/** What is not wrong, but not yet there: said where the preview will be. */
const LACKING = 'vary';
/** Places that have a field, or are said elsewhere. */
const SHOWN = ['seeds', 'list', 'random.count', 'random.seed', 'name', LACKING];

const rowPath = ({ id }: VariedRow) => `row ${id}`;
const isNumber = (text: string) => text.trim() !== '' && Number.isFinite(Number(text));

/** How the definition names the setting of a row. */
function keyOf(name: string): string {
  const field = fieldNamed(name);
  return field ? nameOf(field) : name.trim();
}

function ofBase({ path, value, message }: Refusal): Refusal {
  return { path: `config.${path}`, value, message };
}
