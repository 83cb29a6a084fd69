import type { RunRow } from '../../shared/api/runs.ts';
import { changesFromPreset, nearestPreset } from '../../shared/config/changes.ts';
import { fullTime, localTime } from '../state/local-time.ts';
import { wholeNumber } from '../../shared/counted.ts';
import { shortChange, shortValue } from '../../shared/config/label.ts';
import { settingName } from '../../shared/config/setting-names.ts';
import type { FilterValue } from '../../shared/filter/expression.ts';
import type { LossKey } from '../../shared/metrics.ts';
import { fullText, recordedText, type WriteNumber } from '../../shared/number-text.ts';
import { statusText } from '../../shared/outcome.ts';
import { buildOf, epochsDone, trainingFacts, type Summary } from '../../shared/run.ts';
import { tailDistanceText, tailDistanceTitle, tailInFloors, tailShare } from './tail-distance.ts';
import { duration } from '../../shared/duration.ts';

/** A column that every list has. */
export type UsualColumnKey =
  | 'name'
  | 'status'
  | 'seed'
  | 'w1_tail'
  | 'w1_share'
  | 'progress'
  | 'settings'
  | 'losses'
  | 'engine'
  | 'parent'
  | 'duration'
  | 'created'
  | 'tags';

/** A column of the list: what it shows of a run, and what it is sorted by. What it shows of a group is in group-columns.ts. */
export interface Column {
  /** A setting or a metric as filters call it, of a column that is none of the usual ones. */
  readonly key: string;
  readonly title: string;
  /** Pixels. */
  readonly width: number;
  readonly align: 'start' | 'end';
  readonly text: (row: RunRow) => string;
  /** The tooltip: its numbers in full. */
  readonly full?: (row: RunRow) => string;
  readonly sortKey: (row: RunRow) => FilterValue;
}

/** A number of a run; empty if it has none. */
export function number(value: number | undefined, write: (value: number) => string = recordedText): string {
  return value === undefined ? '' : write(value);
}

function summaryOf({ summaries }: RunRow, metric: Summary['metric']): Summary | undefined {
  return summaries.find((summary) => summary.metric === metric);
}

export function progress(row: RunRow): number {
  return Math.min(1, epochsDone(row.run) / row.run.config.epochs);
}

const settingsTexts = new Map<string, string>();

/** What differs from the nearest preset. Runs equal but for the seed, as in a sweep, are described once. */
export function keySettings({ run: { config } }: RunRow): string {
  const key = JSON.stringify({ ...config, seed: 0 });
  const known = settingsTexts.get(key);
  if (known !== undefined) return known;
  const preset = nearestPreset(config);
  const text = [preset, ...changesFromPreset(preset, config).map(shortChange)].join(' · ');
  settingsTexts.set(key, text);
  return text;
}

/** The same with the readable names, a setting a line. */
export function keySettingsTitle({ run: { config } }: RunRow): string {
  const preset = nearestPreset(config);
  const changes = changesFromPreset(preset, config);
  return [
    `preset ${preset}`,
    ...changes.map(({ path, to }) => `${settingName(path)}: ${to === undefined ? 'none' : shortValue(to)}`),
  ].join('\n');
}

/** A loss of the last epoch. */
export function lastLoss(row: RunRow, loss: LossKey): number | undefined {
  return summaryOf(row, loss)?.last;
}

function losses(row: RunRow, write?: WriteNumber): string {
  return (['loss_generator', 'loss_real', 'loss_fake'] as const)
    .map((key) => number(lastLoss(row, key), write))
    .filter((text) => text !== '')
    .join(' / ');
}

/** The engine that trained the run; until it is known, the one that its config asks for. */
export function engine({ run }: RunRow): string {
  return buildOf(run)?.engine ?? run.config.engine;
}

/** The id of the run that it was forked from, and the epoch; empty where it was not. */
export function forkedFrom({ run: { lineage } }: RunRow): string {
  return lineage ? `${lineage.parent} at ${lineage.epoch}` : '';
}

/** Seconds of training. */
export function seconds({ run }: RunRow): number | undefined {
  return trainingFacts(run).seconds;
}

export const COLUMNS: readonly (Column & { readonly key: UsualColumnKey })[] = [
  {
    key: 'name',
    title: 'Name',
    width: 136,
    align: 'start',
    text: ({ run }) => run.name,
    sortKey: ({ run }) => run.name,
  },
  {
    key: 'status',
    title: 'Status',
    width: 132,
    align: 'start',
    text: ({ run, summaries }) => statusText(run, summaries),
    full: ({ run, summaries }) => statusText(run, summaries),
    sortKey: ({ run, summaries }) => statusText(run, summaries),
  },
  {
    key: 'seed',
    title: 'Seed',
    width: 56,
    align: 'end',
    text: ({ run }) => String(run.config.seed),
    sortKey: ({ run }) => run.config.seed,
  },
  {
    key: 'w1_tail',
    title: '× noise floor · Wasserstein-1 tail mean',
    width: 290,
    align: 'end',
    text: tailDistanceText,
    full: tailDistanceTitle,
    sortKey: tailInFloors,
  },
  {
    key: 'w1_share',
    title: 'W1 / target std, tail mean',
    width: 180,
    align: 'end',
    text: (row) => number(tailShare(row)),
    full: (row) => number(tailShare(row), fullText),
    sortKey: tailShare,
  },
  {
    key: 'progress',
    title: 'Progress',
    width: 110,
    align: 'end',
    text: (row) => `${wholeNumber(epochsDone(row.run))} / ${wholeNumber(row.run.config.epochs)}`,
    sortKey: progress,
  },
  {
    key: 'settings',
    title: 'Key settings',
    width: 220,
    align: 'start',
    text: keySettings,
    full: keySettingsTitle,
    sortKey: keySettings,
  },
  {
    key: 'losses',
    title: 'Losses G / real / fake',
    width: 160,
    align: 'end',
    text: (row) => losses(row),
    full: (row) => losses(row, fullText),
    sortKey: (row) => lastLoss(row, 'loss_generator'),
  },
  { key: 'engine', title: 'Engine', width: 84, align: 'start', text: engine, sortKey: engine },
  {
    key: 'parent',
    title: 'Forked from',
    width: 130,
    align: 'start',
    text: forkedFrom,
    sortKey: ({ run: { lineage } }) => lineage?.parent,
  },
  {
    key: 'duration',
    title: 'Duration',
    width: 90,
    align: 'end',
    text: (row) => number(seconds(row), duration),
    full: (row) => (seconds(row) === undefined ? '' : `${fullText(seconds(row))} s`),
    sortKey: seconds,
  },
  {
    key: 'created',
    title: 'Created',
    width: 190,
    align: 'start',
    text: ({ run }) => localTime(run.createdAt),
    full: ({ run }) => fullTime(run.createdAt),
    sortKey: ({ run }) => Date.parse(run.createdAt),
  },
  {
    key: 'tags',
    title: 'Tags',
    width: 130,
    align: 'start',
    text: ({ run }) => run.tags.join(', '),
    sortKey: ({ run }) => (run.tags.length === 0 ? undefined : run.tags.join(' ')),
  },
];
