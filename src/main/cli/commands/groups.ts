import { Command } from 'commander';
import {
  measuredMetrics,
  metricsTable,
  shownRow,
  type MetricCell,
  type MetricRow,
} from '../../../shared/comparison/metrics-table.ts';
import {
  bestText,
  cellNumbers,
  intervalText,
  meanText,
  medianText,
  SCORE_KEYS,
} from '../../../shared/comparison/metrics-text.ts';
import type { SummaryMetric } from '../../../shared/comparison/summary-metric.ts';
import { csvText } from '../../../shared/comparison/table-text.ts';
import { groupsOf, type RunGroup } from '../../../shared/groups/groups.ts';
import { membersTable } from '../../../shared/groups/members-table.ts';
import { groupName } from '../../../shared/groups/name.ts';
import { ruleWords } from '../../../shared/metric-rules.ts';
import { rowsText } from '../../../shared/table-rows.ts';
import { collect, csvMark, excelOption } from '../arguments.ts';
import { STDOUT, writeOutput } from '../output/file-output.ts';
import { rowOf, SHOWN_DIGITS } from '../input/listed-groups.ts';
import { metricLabel, metricOf } from '../input/metric-names.ts';
import { withOpenStore } from '../input/open-store.ts';
import { RefusedInput } from '../input/refused-input.ts';
import { filtersOf, satisfies } from '../input/run-filters.ts';
import { contextOf, withSharedOptions } from '../input/shared-options.ts';
import { textTable, wrapped, type Column } from '../output/text-table.ts';
import { DISTANCES, distanceAmong } from '../../../shared/metrics.ts';

interface GroupsOptions {
  readonly filter?: readonly string[];
  readonly metric?: string;
  readonly csv?: string;
  readonly excel?: boolean;
}

/** A group by one metric. */
interface ListedGroup {
  readonly group: RunGroup;
  readonly row: MetricRow;
  readonly cell: MetricCell;
  /** Both, as the table shows them. */
  readonly shown: { readonly row: MetricRow; readonly cell: MetricCell };
}

const COLUMNS = 96;

const HELP = `
Runs whose configs differ only in the seed form a group. Its numbers count the finished runs, one per
seed, and the listing says why the others do not count. --filter takes the expressions of runs (see
runs --help) and hides the runs that do not match.

Examples:
  gan-workbench groups
  gan-workbench groups --filter target=ring --metric modes_covered
  gan-workbench groups --csv members.csv`;

export function groupsCommand(): Command {
  return withSharedOptions(new Command('groups'))
    .description('groups runs that differ only in the seed: mean, spread and interval of each group')
    .option('--filter <expression>', 'show only matching runs; several filters must all match', collect)
    .option('--metric <key>', 'metric or loss to show (default: w1, in 2-D sw1)')
    .option('--csv <file>', 'write every run in full precision, one row per run; - for stdout')
    .addOption(excelOption())
    .addHelpText('after', HELP)
    .action(async (options: GroupsOptions, command: Command) => {
      const { output, store: path } = contextOf(command);
      const filters = filtersOf(options.filter ?? []);
      if (options.excel && options.csv === undefined) {
        throw new RefusedInput('bad-usage', [{ path: '--excel', message: '--excel needs --csv FILE' }]);
      }
      const metric = options.metric === undefined ? undefined : metricOf(options.metric);
      await withOpenStore(path, (store) => {
        const all = store.runs.list();
        const shown = all.filter((listing) => listing.run.trashedAt === undefined && satisfies(listing, filters));
        const sizes = Map.groupBy(all, ({ run }) => run.group);
        const groups = groupsOf(shown.map(rowOf));
        const listed = groups.map((group) => listedGroup(group, sizes.get(group.hash)?.length ?? 0, metric));
        if (options.csv !== undefined) writeOutput(options.csv, csvMark(options.excel) + csvText(membersTable(groups)));
        if (options.csv === STDOUT) return;
        for (const { group, row, cell } of listed) output.event('group', groupFacts(group, row, cell));
        if (listed.length > 0) output.text(...listingLines(listed));
        else output.text(all.length === 0 ? `${store.path} has no runs yet; train one.` : 'No run matches.');
      });
    });
}

function listedGroup(group: RunGroup, size: number, metric: SummaryMetric | undefined): ListedGroup {
  const { key, rows } = group;
  const table = metricsTable({
    subjects: [
      {
        key,
        name: groupName(group.rows),
        kind: 'group',
        colour: rows[0].run.colour,
        rows,
        hidden: size - rows.length,
      },
    ],
    metrics: [metric ?? distanceAmong(measuredMetrics(rows)) ?? DISTANCES[0]],
    measure: 'tail',
    base: undefined,
    preferAverage: false,
  });
  const [row] = table.rows;
  const shown = shownRow(row);
  return { group, row, cell: row.cells[0], shown: { row: shown, cell: shown.cells[0] } };
}

/** The numbers of a group with all digits, without what only comparisons have. */
function groupFacts({ hash, rows }: RunGroup, row: MetricRow, cell: MetricCell) {
  const { n, of, seeds, ...numbers } = cellNumbers(row, cell);
  return {
    group: hash,
    name: cell.subject.name,
    n,
    of,
    seeds,
    left_out: cell.membership.left,
    table_rows: rows[0].run.tableRows?.read ?? null,
    table_skipped_rows: rows[0].run.tableRows?.skipped ?? null,
    metric: row.metric,
    rule: row.rule,
    ...Object.fromEntries(MEASURED.map((key) => [key, numbers[key] ?? null])),
    runs: rows.map(({ run }) => run.id),
    counted: cell.values.map(({ run }) => run),
  };
}

const MEASURED = [
  ...SCORE_KEYS,
  'last',
  'best',
  'best_epoch',
  ...SCORE_KEYS.map((key) => `distance_${key}`),
  'distance_last',
];

interface GroupColumn extends Column {
  readonly cell: (listed: ListedGroup) => string;
}

const ALWAYS: readonly GroupColumn[] = [
  { head: 'group', cell: ({ group }) => group.hash.slice(0, SHOWN_DIGITS) },
  { head: 'name', cell: ({ cell }) => cell.subject.name },
  { head: 'seeds', cell: ({ cell }) => cell.membership.text },
];

/** The column for groups that train on tables. */
const DATA: GroupColumn = {
  head: 'data',
  cell: ({ group: { rows } }) => (rows[0].run.tableRows ? rowsText(rows[0].run.tableRows) : '–'),
};

/** The metric by which a group is measured, with its rule if that is an earlier one. */
const byOf = ({ metric, rule, isDistance, label }: MetricRow) => {
  const words = ruleWords(metric, rule);
  const name = isDistance ? label : metricLabel(metric);
  return words === '' ? name : `${name} (${words})`;
};

const METRIC: GroupColumn = { head: 'metric', cell: ({ shown }) => byOf(shown.row) };

const NUMBERS: readonly GroupColumn[] = [
  { head: 'mean ± s.d.', align: 'right', cell: ({ shown: { row, cell } }) => meanText(row, cell) },
  { head: 'median [quartiles]', align: 'right', cell: ({ shown }) => medianText(shown.cell) },
  { head: '95 % interval', align: 'right', cell: ({ shown: { row, cell } }) => intervalText(row, cell) },
  { head: 'best snapshot (partly luck)', align: 'right', cell: ({ shown }) => bestText(shown.cell) },
];

function listingLines(listed: readonly ListedGroup[]): string[] {
  const metrics = [...new Set(listed.map(({ shown }) => byOf(shown.row)))];
  const hasTable = listed.some(({ group }) => group.rows[0].run.tableRows !== undefined);
  const columns = [...ALWAYS, ...(hasTable ? [DATA] : []), ...(metrics.length > 1 ? [METRIC] : []), ...NUMBERS];
  const by = metrics.join(' or ');
  return [
    ...textTable(
      columns,
      listed.map((one) => columns.map(({ cell }) => cell(one))),
    ),
    '',
    ...wrapped(
      `Measured by ${by}: each run counts with its tail mean, the mean over the last quarter of its epochs. The standard deviation has divisor n − 1; the 95 % interval of the mean uses Student’s t.`,
      COLUMNS,
    ),
  ];
}
