import type { Refusal } from '../../shared/config/refusal.ts';
import type { SweepDefinition, SweepInput } from '../../shared/sweep/definition.ts';
import { fieldNamed, isNumeric, nameOf, textOfValues, valuesOf } from './typed-values.ts';

export const DRAWS = ['uniform', 'log_uniform', 'choice'] as const;
export type Draw = (typeof DRAWS)[number];

/** A row of the form: one varied setting. */
export interface VariedRow {
  readonly id: number;
  /** Path or short name. */
  name: string;
  /** Its values, for a grid or a choice. */
  text: string;
  draw: Draw;
  low: string;
  high: string;
  /** Whether only whole numbers are drawn, for a setting that takes any number. */
  whole: boolean;
}

type RandomSettings = NonNullable<SweepInput['random']>['settings'];

/** The path of refusals for what is still missing; they are shown in place of the preview. */
export const LACKING = 'vary';

/** The settings that a grid or a random sweep varies, one per row. There is always an empty row. */
export class VariedRows {
  rows = $state<VariedRow[]>([]);
  #nextId = 1;
  readonly #named = $derived(this.rows.filter(({ name }) => name.trim() !== ''));

  constructor() {
    this.add();
  }

  add(row: Partial<VariedRow> = {}): void {
    const empty: VariedRow = {
      id: this.#nextId++,
      name: '',
      text: '',
      draw: 'log_uniform',
      low: '',
      high: '',
      whole: false,
    };
    this.rows.push({ ...empty, ...row });
  }

  remove(id: number): void {
    this.rows = this.rows.filter((row) => row.id !== id);
    if (this.rows.length === 0) this.add();
  }

  /** Replaces all rows by those of a definition. */
  read({ grid, random }: Pick<SweepDefinition, 'grid' | 'random'>): void {
    this.rows = [];
    for (const [key, values] of Object.entries(grid ?? {})) this.add({ name: key, text: textOfValues(values) });
    for (const [key, drawn] of Object.entries(random?.settings ?? {})) {
      if ('choice' in drawn) this.add({ name: key, draw: 'choice', text: textOfValues(drawn.choice) });
      else {
        const [draw, [low, high]] =
          'uniform' in drawn ? (['uniform', drawn.uniform] as const) : (['log_uniform', drawn.log_uniform] as const);
        this.add({ name: key, draw, low: String(low), high: String(high), whole: drawn.whole === true });
      }
    }
    if (this.rows.length === 0) this.add();
  }

  /** The settings as a definition's grid has them. */
  grid(): NonNullable<SweepInput['grid']> {
    return Object.fromEntries(this.#named.map(({ name, text }) => [keyOf(name), valuesOf(text, fieldNamed(name))]));
  }

  /** The settings as a random sweep has them. */
  randomSettings(): RandomSettings {
    return Object.fromEntries(this.#named.map((row) => [keyOf(row.name), drawn(row)]));
  }

  /** The refusals of the rows of a grid, or of a random sweep. */
  refusals(isRandom: boolean): Refusal[] {
    const refuse = (row: VariedRow, message: string) => ({ path: rowPath(row), value: row.name, message });
    const lacks = (message: string) => ({ path: LACKING, value: undefined, message });
    const named = this.#named;
    if (named.length === 0) return [lacks('Choose a setting to vary.')];
    return named.flatMap((row, index): Refusal[] => {
      const { name } = row;
      if (!fieldNamed(name)) return [refuse(row, `${name.trim()} is not a setting; choose one from the list.`)];
      if (named.findIndex((other) => keyOf(other.name) === keyOf(name)) < index)
        return [refuse(row, `${name.trim()} is already varied above.`)];
      if (isRandom && drawOf(row) !== 'choice')
        return [row.low, row.high].every(isNumber)
          ? []
          : [lacks(`Give the minimum and the maximum of ${name.trim()}.`)];
      return row.text.trim() === '' ? [lacks(`Give the values of ${name.trim()}.`)] : [];
    });
  }

  /**
   * Whether a refusal of this path is about the row. If several names match the beginning, the longest one is meant.
   */
  isAbout(row: VariedRow, path: string): boolean {
    if (path === rowPath(row)) return true;
    const rest = /^(?:grid|random\.settings)\.(.*)$/.exec(path)?.[1];
    if (rest === undefined) return false;
    const meant = this.rows
      .map(({ name }) => keyOf(name))
      .filter((name) => name !== '' && rest.startsWith(name) && /^(?:[.[].*)?$/.test(rest.slice(name.length)))
      .toSorted((one, other) => other.length - one.length)
      .at(0);
    return meant === keyOf(row.name);
  }
}

/** How a row is drawn in a random sweep. Words and lists can only be chosen, not drawn from a range. */
export function drawOf({ name, draw }: VariedRow): Draw {
  const field = fieldNamed(name);
  return field && !isNumeric(field) ? 'choice' : draw;
}

function drawn(row: VariedRow): RandomSettings[string] {
  const draw = drawOf(row);
  if (draw === 'choice') return { choice: valuesOf(row.text, fieldNamed(row.name)) };
  const bounds: [number, number] = [Number(row.low), Number(row.high)];
  const whole = row.whole && fieldNamed(row.name)?.type === 'number' ? { whole: true } : {};
  return draw === 'uniform' ? { uniform: bounds, ...whole } : { log_uniform: bounds, ...whole };
}

const rowPath = ({ id }: VariedRow) => `row ${id}`;
const isNumber = (text: string) => text.trim() !== '' && Number.isFinite(Number(text));

/** How the definition names the setting of a row. */
function keyOf(name: string): string {
  const field = fieldNamed(name);
  return field ? nameOf(field) : name.trim();
}
