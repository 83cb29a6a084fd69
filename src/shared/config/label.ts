import { changesBetween, nearestPreset, presetConfig, type Change } from './changes.ts';
import type { RunConfig } from './schema.ts';
import { shortName } from './short-names.ts';

const LONGEST_LABEL = 60;

/** Stands between the parts of a label. */
export const LABEL_SEPARATOR = ' · ';

/** Whole numbers below this are read faster digit by digit. */
const PLAIN_WHOLE = 1e6;

/** Entries that a hyphen tells apart, as the widths of layers are. */
const isHyphenated = (entry: unknown) => typeof entry === 'string' || /^\d+$/.test(shortValue(entry));

/** A value as a label shows it: `128-128` for widths, `[-2, 0.5]` for other numbers in a list, `3e-4` for a small number. */
export function shortValue(value: unknown): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return 'none';
    const entries = value.map(shortValue);
    return value.every(isHyphenated) ? entries.join('-') : `[${entries.join(', ')}]`;
  }
  if (typeof value === 'number') {
    const plain = String(value);
    if (Number.isInteger(value) && Math.abs(value) < PLAIN_WHOLE) return plain;
    const exponential = value.toExponential().replace('e+', 'e');
    return exponential.length < plain.length ? exponential : plain;
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function shortChange({ path, to }: Change): string {
  return `${shortName(path)} ${to === undefined ? 'none' : shortValue(to)}`;
}

/**
 * What an unnamed run is called: its nearest preset, and what differs from it, such as `vanilla · lr_g 3e-4`; the paths
 * `except` are left unsaid.
 */
export function labelOf(config: RunConfig, except: ReadonlySet<string> = new Set()): string {
  const preset = nearestPreset(config);
  let label: string = preset;
  const changes = changesBetween(presetConfig(preset), config).filter(({ path }) => !except.has(path));
  for (const [index, change] of changes.entries()) {
    const longer = label + LABEL_SEPARATOR + shortChange(change);
    if (longer.length > LONGEST_LABEL) return `${label}${LABEL_SEPARATOR}${changes.length - index} more`;
    label = longer;
  }
  return label;
}
