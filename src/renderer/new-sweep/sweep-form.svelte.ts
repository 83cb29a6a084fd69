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
import { listOf, seedsOf, textOfList } from './typed-values.ts';
import { LACKING, VariedRows, type VariedRow } from './varied-rows.svelte.ts';

export const MODES = ['grid', 'list', 'random'] as const;
export type Mode = (typeof MODES)[number];

/** The form of a sweep. */
export class SweepForm {
  readonly base: NewRunForm;
  #preset = $state<PresetName | undefined>();
  mode = $state<Mode>('grid');
  readonly varied = new VariedRows();
  list = $state('');
  count = $state(20);
  drawSeed = $state(1);
  seeds = $state('1..8');
  stopDiverged = $state(false);
  name = $state('');
  /** Whether only missing runs are trained. */
  onlyMissing = $state(true);
  isLaunching = $state(false);
  /** The text of the JSON tab, as long as nothing else was changed. */
  #json = $state.raw<Readonly<Record<string, unknown>> | undefined>();
  /** Why the text of the JSON tab is not a sweep; cleared at the next change. */
  #unreadable = $state.raw<string | undefined>();
  /** The definition from the JSON tab. */
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
  /** The definition, valid or not, as it is shown and sent. */
  readonly definition = $derived.by((): Readonly<Record<string, unknown>> => this.#json ?? this.#written());
  readonly text = $derived(JSON.stringify(this.definition));
  readonly #parsed = $derived(parseSweep(this.definition));
  /** Refusals of typed text that is not a value. */
  readonly #typing = $derived.by((): readonly Refusal[] => {
    if (this.#json) return [];
    return [
      ...(this.#seeds.ok ? [] : [{ path: 'seeds', value: this.seeds, message: this.#seeds.message }]),
      ...(this.mode === 'list' && !this.#list.ok
        ? [{ path: 'list', value: this.list, message: this.#list.message }]
        : []),
      ...(this.mode === 'list' ? [] : this.varied.refusals(this.mode === 'random')),
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
  /** The preview of the current definition; undefined until it has come. */
  readonly preview = $derived(this.#isAnswered ? this.#answer.preview : undefined);
  /** Why the preview failed, although the definition is valid. */
  readonly failure = $derived(this.#isAnswered ? this.#answer.failure : undefined);
  /** What will be trained: all runs, or only the missing ones. */
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
  /** Whether there are changes that would be lost. */
  readonly isWritten = $derived.by(() => this.#unreadable !== undefined || this.text !== this.#first);

  constructor(base: Base, preset: PresetName | undefined) {
    this.base = new NewRunForm(base);
    this.#preset = preset;
    this.#first = this.text;
  }

  startFrom(base: Base, preset: PresetName | undefined): void {
    this.base.startFrom(base);
    this.#preset = preset;
  }

  /** The refusals of a row. */
  refusalsOf(row: VariedRow): Refusal[] {
    return this.refusals.filter(({ path }) => this.varied.isAbout(row, path));
  }

  /** The refusals at one of these places. */
  refusalsAt(...places: readonly string[]): Refusal[] {
    return this.refusals.filter(({ path }) => places.some((place) => path === place || path.startsWith(`${place}[`)));
  }

  /** What is still missing; undefined if nothing is. */
  get lacking(): string | undefined {
    return this.refusalsAt(LACKING).at(0)?.message;
  }

  /** Refusals that no field can show. */
  get refusalsElsewhere(): Refusal[] {
    const shown = [...this.varied.rows.flatMap((row) => this.refusalsOf(row)), ...this.refusalsAt(...SHOWN)];
    return this.refusals.filter((refusal) => !shown.includes(refusal));
  }

  /** The JSON text applies until the user returns to the fields. */
  writeJson(input: Readonly<Record<string, unknown>>): void {
    this.#json = input;
    this.#unreadable = undefined;
  }

  /** Prevents the last definition from being launched while the text in the JSON tab is invalid. */
  refuseText(message: string): void {
    this.#unreadable = message;
  }

  /** Whether the fields can show the definition. */
  get isReadable(): boolean {
    return this.#unreadable === undefined && (this.#json === undefined || this.#parsed.ok);
  }

  /** Fills the fields from the JSON tab. */
  readJson(): void {
    if (!this.#json || !this.#parsed.ok) return;
    this.#fill(this.#parsed.definition);
    this.#json = undefined;
  }

  /** Requests what would run, or the first refusal; a late answer is dropped. */
  async askPreview(text: string): Promise<void> {
    const result = await bridge.read('sweeps.preview', { sweep: JSON.parse(text) as unknown });
    if (!result.ok && result.error.code === 'superseded') return;
    if (this.text !== text) return;
    if (result.ok) this.#answer = { text, preview: result.output };
    else if (result.error.path === undefined) this.#answer = { text, failure: result.error.message };
    else this.#refuse(text, result.error);
  }

  /** Launches the sweep. Returns undefined if it was refused; the refusal is shown at its field or as a notice. */
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

  /** The base config of the sweep. */
  get config(): ConfigInput {
    return this.#json ? ((this.#json.config ?? {}) as ConfigInput) : this.base.input;
  }

  /**
   * The law of the config whose file the store does not have, and a sentence that names the file. Varied files do not
   * count.
   */
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
    switch (this.mode) {
      case 'grid':
        return { grid: this.varied.grid() };
      case 'list':
        return { list: this.#list.ok ? this.#list.value : [] };
      case 'random':
        return {
          random: {
            count: this.count,
            ...(this.drawSeed !== 1 && { seed: this.drawSeed }),
            settings: this.varied.randomSettings(),
          },
        };
    }
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
    this.varied.read({ grid, random });
    this.count = random?.count ?? this.count;
    this.drawSeed = random?.seed ?? 1;
  }

  get preset(): string {
    return this.#preset ?? '';
  }

  /** Starts from a preset if the name is that of one. */
  startFromPreset(name: string): boolean {
    if (!isPresetName(name)) return false;
    this.startFrom({ label: name, input: PRESETS[name].config, name: '', tags: [] }, name);
    return true;
  }
}

/** Places that have a field or are shown elsewhere. */
const SHOWN = ['seeds', 'list', 'random.count', 'random.seed', 'name', LACKING];

function ofBase({ path, value, message }: Refusal): Refusal {
  return { path: `config.${path}`, value, message };
}
