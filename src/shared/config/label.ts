import { wholeNumber } from '../counted.ts';
import { isObject } from '../objects.ts';
import { fileName } from '../file-name.ts';
import { shortestText } from '../number-text.ts';
import { changesFromPreset, nearestPreset, type Change } from './changes.ts';
import type { NoiseConfig, TargetConfig } from './laws.ts';
import type { PresetName } from './presets.ts';
import type { RunConfig } from './schema.ts';
import { shortName } from './short-names.ts';

const LONGEST_LABEL = 60;

/** Separates the parts of a label. */
export const LABEL_SEPARATOR = ' · ';

/** Whole numbers below this are written with all digits. */
const PLAIN_WHOLE = 1e6;

/** Entries that can be joined by hyphens, such as the widths of layers. */
const isHyphenated = (entry: unknown) => typeof entry === 'string' || /^\d+$/.test(shortValue(entry));

/** A layer in a word or two, such as `linear 64`. */
function layerText({ layer, width, rate }: Readonly<Record<string, unknown>>): string {
  const words = typeof layer === 'string' ? layer.replaceAll('_', ' ') : 'layer';
  const size = width ?? rate;
  return size === undefined ? words : `${words} ${shortValue(size)}`;
}

/** A penalty by its name and weight, such as `R1 10`. */
function penaltyText({ at, target, weight }: Readonly<Record<string, unknown>>): string {
  const names: Readonly<Record<string, string>> = { 'real 0': 'R1', 'fake 0': 'R2', 'between 1': 'gradient penalty' };
  const kind = `${String(at)} ${String(target)}`;
  return `${names[kind] ?? `penalty ${kind}`} ${shortValue(weight)}`;
}

const isPenalty = (value: unknown): value is Readonly<Record<string, unknown>> => isObject(value) && 'at' in value;

/** A value as a label shows it: `128-128` for widths, `[-2, 0.5]` for other numbers in a list, `3e-4` for a small number. */
export function shortValue(value: unknown): string {
  if (isObject(value) && typeof value.layer === 'string') return layerText(value);
  if (isPenalty(value)) return penaltyText(value);
  if (Array.isArray(value)) {
    if (value.length === 0) return 'none';
    const entries = value.map(shortValue);
    if (value.every(isPenalty)) return entries.join(' + ');
    return value.every(isHyphenated) ? entries.join('-') : `[${entries.join(', ')}]`;
  }
  if (typeof value === 'number') {
    return Number.isInteger(value) && Math.abs(value) < PLAIN_WHOLE ? String(value) : shortestText(value);
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A setting's value on the screen: as `shortValue`, but whole numbers as people write them (`100,000`), and `none` for none. */
export function shownValue(value: unknown): string {
  if (value === undefined) return 'none';
  const isWritten = typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < PLAIN_WHOLE;
  return isWritten ? wholeNumber(value) : shortValue(value);
}

export function shortChange({ path, to }: Change): string {
  return `${shortName(path)} ${to === undefined ? 'none' : shortValue(to)}`;
}

/**
 * Settings of a user's own law that the label leaves out: the file's name stands for them, or they only say how the
 * file is read.
 */
const OF_A_FILE = [
  'law',
  'file',
  'columns',
  'export',
  'dimension',
  'invalid_rows',
  'numbers',
  'values_digest',
  'standardize',
];

/** The label of a user's own law, such as `penguins.csv body mass (g)`; undefined for a built-in law. */
function fileText(law: TargetConfig | NoiseConfig): string | undefined {
  if (law.law !== 'csv' && law.law !== 'module') return undefined;
  const name = fileName(law.file);
  if (law.law === 'module') return law.export === 'default' ? name : `${name} ${law.export}`;
  return `${name} ${law.columns.map((one) => (typeof one === 'number' ? `column ${one}` : one)).join(', ')}`;
}

/** The differences from a preset, each in a few words. A user's own file is one difference, whatever its settings. */
function differences(preset: PresetName, config: RunConfig, except: ReadonlySet<string>): string[] {
  const changes = changesFromPreset(preset, config).filter(({ path }) => !except.has(path));
  const files = (['target', 'noise'] as const).flatMap((field) => {
    const text = fileText(config[field]);
    if (text === undefined) return [];
    const law = config[field];
    return [{ field, text: 'standardize' in law && law.standardize ? `${text} standardized` : text }];
  });
  const isSaid = ({ path }: Change) =>
    files.some(({ field }) => path.startsWith(`${field}.`) && OF_A_FILE.includes(path.slice(field.length + 1)));
  return [...files.map(({ text }) => text), ...changes.filter((change) => !isSaid(change)).map(shortChange)];
}

/**
 * The automatic name of a run: its nearest preset and the differences from it, such as `vanilla · lr_g 3e-4`. The paths
 * `except` are left out.
 */
export function labelOf(config: RunConfig, except: ReadonlySet<string> = new Set()): string {
  const preset = nearestPreset(config);
  let label: string = preset;
  const changes = differences(preset, config, except);
  for (const [index, change] of changes.entries()) {
    const longer = label + LABEL_SEPARATOR + change;
    if (longer.length > LONGEST_LABEL) return `${label}${LABEL_SEPARATOR}${changes.length - index} more`;
    label = longer;
  }
  return label;
}
