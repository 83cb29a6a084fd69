import equal from 'fast-deep-equal';
import { settingName } from '../config/setting-names.ts';
import { inSettingOrder, settingText } from '../sweep/outcome.ts';
import type { Palette } from './palette.ts';
import { linearAxis, logarithmicAxis } from './theme.ts';
import { withMinus } from './title.ts';
import { shareOf, valueAtShare, valueScale, type ValueScale } from './value-scale.ts';

/** The axis of a swept setting: numbers by their size, words and lists at equal steps. */
export type SettingAxis = { readonly path: string; readonly label: string; readonly values: readonly unknown[] } & (
  { readonly kind: 'numbers'; readonly scale: ValueScale } | { readonly kind: 'categories' }
);

function distinct(values: readonly unknown[]): unknown[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()].sort(inSettingOrder);
}

/** The axis for the values of a setting, sorted and without duplicates. */
export function settingAxis(path: string, given: readonly unknown[]): SettingAxis {
  const values = distinct(given);
  const label = settingName(path);
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length < values.length) return { kind: 'categories', path, label, values };
  return { kind: 'numbers', path, label, values, scale: valueScale(numbers) };
}

/** The axis with equal steps between values. */
export function categoryAxis({ path, label, values }: SettingAxis): SettingAxis {
  return { kind: 'categories', path, label, values };
}

/** The index of a value among the axis' values. */
export function indexOfValue({ values }: SettingAxis, value: unknown): number {
  return values.findIndex((one) => equal(one, value));
}

/** A value as figures write it; the hyphens of a list are not minus signs. */
export function settingLabel(value: unknown): string {
  return typeof value === 'number' ? withMinus(settingText(value)) : settingText(value);
}

/** Free space at both ends of an axis of numbers, as a share of it. */
const ROOM = 0.09;
/** With more values than this, the axis has ordinary ticks. */
const MOST_TICKS = 12;

/** The position of a value between the axis' first and last value, from 0 to 1. */
export function settingShare(axis: SettingAxis, value: unknown): number {
  if (axis.kind === 'numbers') return shareOf(axis.scale, Number(value));
  return axis.values.length < 2 ? 0.5 : indexOfValue(axis, value) / (axis.values.length - 1);
}

/** The position of a value on the drawn axis, shifted by a share of the axis' width. */
export function settingPlace(axis: SettingAxis, value: unknown, moved: number): number {
  switch (axis.kind) {
    case 'categories':
      return indexOfValue(axis, value) + moved * Math.max(1, axis.values.length);
    case 'numbers': {
      const { low, high } = axis.scale;
      if (low === high) return Number(value) + moved * loneRoom(low);
      return moved === 0 ? Number(value) : valueAtShare(axis.scale, settingShare(axis, value) + moved);
    }
  }
}

/** Space around the only value of an axis. */
function loneRoom(value: number): number {
  return value === 0 ? 1 : Math.abs(value);
}

/** The axis as Chart.js draws it. */
export function settingScale(palette: Palette, axis: SettingAxis) {
  switch (axis.kind) {
    case 'categories':
      return categoryScale(palette, axis.label, axis.values.map(settingLabel));
    case 'numbers': {
      const { scale, label } = axis;
      if (scale.low === scale.high) {
        const room = loneRoom(scale.low) / 2;
        return linearAxis(palette, label, { min: scale.low - room, max: scale.high + room });
      }
      const [min, max] = [valueAtShare(scale, -ROOM), valueAtShare(scale, 1 + ROOM)];
      const drawn = scale.logarithmic
        ? { ...logarithmicAxis(palette, label), min, max }
        : linearAxis(palette, label, { min, max });
      return axis.values.length > MOST_TICKS ? drawn : { ...drawn, ...ticksAtValues(drawn.ticks, axis) };
    }
  }
}

/** The parts of an axis that Chart.js allows to change before it is drawn. */
interface Ticked {
  ticks: { value: number }[];
}

/** Ticks at the tried values instead of round numbers, because those are what a reader looks for. */
function ticksAtValues<Ticks extends object>(ticks: Ticks, { values }: SettingAxis) {
  return {
    ticks: { ...ticks, callback: (value: number | string) => settingLabel(Number(value)) },
    afterBuildTicks: (scale: Ticked) => {
      scale.ticks = values.map((value) => ({ value: Number(value) }));
    },
  };
}

/** An axis of words at 0, 1, 2 and so on. */
function categoryScale(palette: Palette, title: string, texts: readonly string[]) {
  const axis = linearAxis(palette, title, { min: -0.5, max: Math.max(1, texts.length) - 0.5 });
  return {
    ...axis,
    ticks: {
      ...axis.ticks,
      autoSkip: false,
      maxRotation: 50,
      callback: (value: number | string) => texts.at(Number(value)) ?? '',
    },
    // Chart.js would begin at the axis' end, half a step before the first word.
    afterBuildTicks: (scale: Ticked) => {
      scale.ticks = texts.map((_, value) => ({ value }));
    },
    grid: { ...axis.grid, display: false },
  };
}
