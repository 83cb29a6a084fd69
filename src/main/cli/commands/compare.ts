import { Command, Option } from 'commander';
import {
  configuredAs,
  configDiff,
  configDiffTable,
  TABLE_ROWS,
  type ConfigDiffRow,
} from '../../../shared/comparison/config-diff.ts';
import { MEASURES, type Measure } from '../../../shared/comparison/measured.ts';
import {
  comparedWithBase,
  measuredMetrics,
  metricsTable,
  shownRow,
  type ComparedSubject,
  type MetricCell,
  type MetricsTable,
} from '../../../shared/comparison/metrics-table.ts';
import {
  cellNumbers,
  metricHead,
  metricsNumbers,
  metricTable,
  verdicts,
} from '../../../shared/comparison/metrics-text.ts';
import type { FloorsOf } from '../../../shared/comparison/noise-floor.ts';
import { describeMetric, type SummaryMetric } from '../../../shared/comparison/summary-metric.ts';
import { csvText, markdownLine, markdownText, type TextTable } from '../../../shared/comparison/table-text.ts';
import type { Cell } from '../../../shared/csv.ts';
import { rowsText } from '../../../shared/table-rows.ts';
import type { SubjectKey } from '../../../shared/subject.ts';
import { collect, csvMark, excelOption } from '../arguments.ts';
import { formatOf, withFigureOptions, writeFigure, type FigureOptions } from './compared-figure.ts';
import { findSubjects, lookAt } from '../input/compared-subjects.ts';
import { metricOf } from '../input/metric-names.ts';
import { withOpenStore } from '../input/open-store.ts';
import type { Output } from '../output/output.ts';
import { RefusedInput } from '../input/refused-input.ts';
import { contextOf, withSharedOptions } from '../input/shared-options.ts';
import { printable } from '../output/printable.ts';
import { textTable, wrapped } from '../output/text-table.ts';
import { DISTANCES } from '../../../shared/metrics.ts';

interface CompareOptions extends FigureOptions {
  readonly metric?: readonly string[];
  readonly base?: string;
  readonly value: Measure;
  /** The former name of `value`. */
  readonly measure?: Measure;
  readonly averaged?: boolean;
  readonly all?: boolean;
  readonly markdown?: boolean;
  readonly csv?: boolean;
  readonly excel?: boolean;
}

interface Comparison {
  readonly subjects: readonly ComparedSubject[];
  readonly base: ComparedSubject;
  readonly diff: readonly ConfigDiffRow[];
  readonly table: MetricsTable;
}

const COLUMNS = 96;
const MOST_SUBJECTS = 20;

const HELP = `
A run is named by its id, the beginning of its id, or its name; a group by the beginning of its hash
(six digits or more, see groups) or by the name that its runs share.
Each group is compared with the base by a paired t test over the seeds that both have, or else by
Welch's t test. p is corrected by Holm's method for the number of groups. A test needs at least three
seeds per side.

Examples:
  gan-workbench compare vanilla "wide G"
  gan-workbench compare vanilla 3f9a1c 77b0d2 --base vanilla --metric w1 --metric ks
  gan-workbench compare vanilla vanilla-ema --averaged --markdown
  gan-workbench compare vanilla "wide G" --figure metric -o metric.pdf --width 85mm --font 8pt`;

export function compareCommand(): Command {
  const command = withSharedOptions(new Command('compare'))
    .description('compares 2 to 20 runs or groups: settings, metrics and statistical tests')
    .argument('<subject...>', 'runs or groups')
    .option(
      '--metric <key>',
      'compare by this metric or loss; several: the primary one first (default: the distance to the target, then other metrics with a better direction)',
      collect,
    )
    .option('--base <subject>', 'run or group that the others are compared with (default: the first)')
    .addOption(
      new Option(
        '--value <which>',
        'tail mean (the mean over the last quarter of the epochs), last value, or best snapshot',
      )
        .choices(MEASURES)
        .default('tail'),
    )
    .addOption(
      new Option('--measure <which>', 'the former name of --value').choices(MEASURES).conflicts('value').hideHelp(),
    )
    .option('--averaged', 'use the averaged generator of runs that have one')
    .option('--all', 'show all settings, not only those that differ')
    .addOption(new Option('--markdown', 'as Markdown').conflicts(['csv', 'json']))
    .addOption(new Option('--csv', 'numbers in full precision, one row per metric and subject').conflicts('json'))
    .addOption(excelOption());
  return withFigureOptions(command)
    .addHelpText('after', HELP)
    .action(async (names: readonly string[], options: CompareOptions, command: Command) => {
      const { output, store: path } = contextOf(command);
      const metrics = (options.metric ?? []).map(metricOf);
      if (options.excel && !options.csv) {
        throw new RefusedInput('bad-usage', [{ path: '--excel', message: '--excel needs --csv' }]);
      }
      const format = formatOf(options);
      await withOpenStore(path, async (store) => {
        const found = findSubjects(store, names);
        refuseNumber(found.length);
        const base =
          options.base === undefined ? found[0].key : baseOf(found, findSubjects(store, [options.base]), options.base);
        const floorsOf = (run: string) => store.noiseFloors.read(run);
        const compared = compare(lookAt(store, found), base, metrics, floorsOf, options);
        if (options.figure && format) {
          const { subjects, table } = compared;
          await writeFigure(
            store,
            { subjects, row: table.rows.at(0), averaged: options.averaged === true },
            format,
            options,
            output,
          );
        } else if (options.csv) process.stdout.write(csvMark(options.excel) + csvText(metricsNumbers(compared.table)));
        else if (options.markdown) process.stdout.write(markdown(compared));
        else {
          tellFacts(output, compared);
          output.text(...textLines(compared));
        }
      });
    });
}

function refuseNumber(count: number): void {
  if (count >= 2 && count <= MOST_SUBJECTS) return;
  const what = count === 1 ? 'this is one run or group' : `these are ${count} runs and groups`;
  throw new RefusedInput('bad-comparison', [
    { path: 'subject', message: `${what}; name 2 to ${MOST_SUBJECTS} different ones to compare` },
  ]);
}

function baseOf(subjects: readonly ComparedSubject[], [base]: readonly ComparedSubject[], name: string): SubjectKey {
  if (subjects.some(({ key }) => key === base.key)) return base.key;
  throw new RefusedInput('bad-comparison', [
    {
      path: '--base',
      message: `${name} is not among the compared runs and groups; add it there or choose another base`,
    },
  ]);
}

/**
 * The metrics with a better direction that at least two subjects have, distances to the target first. If there are
 * none, all metrics.
 */
function usualMetrics(subjects: readonly ComparedSubject[], isAveraged: boolean): SummaryMetric[] {
  const counts = new Map<SummaryMetric, number>();
  for (const metric of subjects.flatMap(({ rows }) => measuredMetrics(rows))) {
    counts.set(metric, (counts.get(metric) ?? 0) + 1);
  }
  const measured = measuredMetrics(subjects.flatMap(({ rows }) => rows)).filter(
    (metric) => describeMetric(metric).lowerIsBetter !== undefined && !(isAveraged && metric.startsWith('ema_')),
  );
  const shared = measured.filter((metric) => (counts.get(metric) ?? 0) > 1);
  const usual = shared.length > 0 ? shared : measured;
  return [...new Set([...DISTANCES.filter((metric) => usual.includes(metric)), ...usual])];
}

function compare(
  subjects: readonly ComparedSubject[],
  base: SubjectKey,
  metrics: readonly SummaryMetric[],
  floorsOf: FloorsOf,
  { value, measure = value, averaged, all }: CompareOptions,
): Comparison {
  const preferAverage = averaged === true;
  const configured = subjects.map(({ key, name, rows }) => ({ key, name, ...configuredAs(rows[0].run) }));
  return {
    subjects,
    base: subjects.find(({ key }) => key === base) ?? subjects[0],
    diff: configDiff(configured, base, all === true),
    table: metricsTable({
      subjects,
      metrics: metrics.length > 0 ? metrics : usualMetrics(subjects, preferAverage),
      measure,
      base,
      preferAverage,
      primary: metrics.at(0),
      floorsOf,
    }),
  };
}

function nullable(numbers: Readonly<Record<string, Cell>>): Record<string, Cell | null> {
  return Object.fromEntries(Object.entries(numbers).map(([key, value]) => [key, value ?? null]));
}

function tellFacts(output: Output, { subjects, base, diff, table }: Comparison): void {
  for (const { key, name, kind, rows, hidden, sinceLook } of subjects) {
    output.event('subject', {
      key,
      name,
      kind,
      group: rows[0].run.group,
      is_base: key === base.key,
      runs: rows.map(({ run }) => run.id),
      hidden,
      grown_after_look: (sinceLook?.added ?? 0) > 0,
      seeds_added_after_look: sinceLook?.added ?? 0,
      seeds_pending_at_look: sinceLook?.pending ?? 0,
      table_rows: rows[0].run.tableRows?.read ?? null,
      table_skipped_rows: rows[0].run.tableRows?.skipped ?? null,
    });
  }
  for (const { path, unit, values, isChanged } of diff) {
    const byKey = <Value>(of: readonly Value[]) =>
      Object.fromEntries(subjects.map(({ key }, index) => [key, of[index]]));
    const existing = values.map((value) => value ?? null);
    output.event('setting', { path, unit, values: byKey(existing), is_changed: byKey(isChanged) });
  }
  for (const row of table.rows) {
    for (const cell of row.cells) {
      output.event('comparison', {
        ...nullable(cellNumbers(row, cell)),
        averaged_generator: cell.isAveraged,
        is_primary: row.metric === row.primary,
        seed_pairs: pairedSeeds(cell),
        left_out: cell.membership.left,
        values: cell.values,
      });
    }
  }
}

/** The runs that a paired test compares, and the seeds that it leaves out; null if the test is not paired. */
function pairedSeeds(cell: MetricCell) {
  const beside = comparedWithBase(cell);
  if (beside?.kind !== 'paired') return null;
  return { pairs: beside.pairs, left_out: beside.unpaired, left_out_of_base: beside.baseUnpaired };
}

function lines({ heads, rows }: TextTable): string[] {
  const isText = (column: number) => column === 0 || heads[column] === 'seeds';
  return textTable(
    heads.map((head, column) => ({ head, align: isText(column) ? 'left' : 'right' })),
    rows.map((row) => row.map((cell) => (cell === undefined ? '–' : String(cell)))),
  );
}

function diffHead(count: number): string {
  return count === 0 ? 'The settings are the same' : 'Settings in which they differ';
}

/** How many rows of their tables the subjects use, if rows were left out and the settings do not show it. */
function rowsSentence({ subjects, diff }: Comparison): string[] {
  const tables = subjects.map(({ rows }) => rows[0].run.tableRows);
  const [first] = tables;
  if (diff.some(({ path }) => path === TABLE_ROWS) || first === undefined || first.skipped === 0) return [];
  return [`All of them use ${rowsText(first)} of their table; show RUN --skipped lists the skipped ones.`];
}

function textLines(comparison: Comparison): string[] {
  const { subjects, base, diff, table } = comparison;
  const names = subjects.map(({ name, key }) => (key === base.key ? `${name} (base)` : name));
  return [
    `${diffHead(diff.length)}${diff.length === 0 ? '.' : ''}`,
    ...(diff.length === 0 ? [] : lines(configDiffTable(diff, names))),
    ...rowsSentence(comparison),
    ...table.rows
      .map(shownRow)
      .flatMap((row) => [
        '',
        metricHead(row),
        ...lines(metricTable(row)),
        ...verdicts(row).flatMap((sentence) => wrapped(`• ${printable(sentence)}`, COLUMNS, '  ')),
      ]),
  ];
}

function markdown(comparison: Comparison): string {
  const { subjects, base, diff, table } = comparison;
  const names = subjects.map(({ name, key }) => (key === base.key ? `${name} (base)` : name));
  const settings = diff.length === 0 ? '' : `\n${markdownText(configDiffTable(diff, names))}`;
  const metrics = table.rows.map(shownRow).map((row) => {
    const sentences = verdicts(row).map((sentence) => `- ${markdownLine(sentence)}\n`);
    return `\n### ${metricHead(row)}\n\n${markdownText(metricTable(row))}${sentences.length > 0 ? `\n${sentences.join('')}` : ''}`;
  });
  const rows = rowsSentence(comparison).map((sentence) => `\n${markdownLine(sentence)}\n`);
  return `### ${diffHead(diff.length)}\n${settings}${rows.join('')}${metrics.join('')}`;
}
