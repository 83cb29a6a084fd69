import { Command, Option } from 'commander';
import { countedOf } from '../../../shared/counted.ts';
import type { FilterValue } from '../../../shared/filter/expression.ts';
import { fullName } from '../../../shared/config/short-names.ts';
import { RUN_FIELDS, runFields } from '../../../shared/filter/run-fields.ts';
import { nearest } from '../../../shared/config/nearest.ts';
import { ruledLabel } from '../../../shared/metric-rules.ts';
import { outcomeOf, statusText } from '../../../shared/outcome.ts';
import { recordedText } from '../../../shared/number-text.ts';
import { RUN_STATUSES, buildOf, epochsDone, errorOf, trainingFacts, type RunStatus } from '../../../shared/run.ts';
import { compareText } from '../../../shared/text-order.ts';
import type { RunListing } from '../../store/store.ts';
import { runHead } from '../../files/exports/run-json.ts';
import { rowsText } from '../../../shared/table-rows.ts';
import { collect, wholeNumberOf } from '../arguments.ts';
import { localTime } from '../output/local-time.ts';
import { withOpenStore } from '../input/open-store.ts';
import { RefusedInput } from '../input/refused-input.ts';
import { filtersOf, satisfies } from '../input/run-filters.ts';
import { contextOf, withSharedOptions } from '../input/shared-options.ts';
import { textTable, type Column } from '../output/text-table.ts';

interface RunsOptions {
  readonly status?: readonly RunStatus[];
  readonly tag?: string;
  readonly trash?: boolean;
  readonly filter?: readonly string[];
  readonly sort?: string;
  readonly limit?: number;
}

const HELP = `
A filter compares with = != < <= > >= and ~ (contains); and, or and brackets combine comparisons:
  status, name, seed, tags, engine, epochs_done, seconds, created, and of a fork its parent
  (an id) and parent_epoch;
  a metric or loss: its last value (wasserstein_1), its tail mean (wasserstein_1_tail; the
  mean over the last quarter of the epochs), its _minimum and _maximum, and of a finished
  run the larger evaluation at the end (final_wasserstein_1);
  any field of the config: target=ring, generator.hidden_widths=64,32.
If a run does not have a value, no comparison with it holds. A time is in this machine's time zone
unless it names another:
  created >= yesterday, created = 2026-11-28, created < "2026-11-28 23:00 +02:00".
Text in quotes without a key is searched for in name, tags, notes and id; inside quotes, write a
quote as \\" or twice.

Examples:
  gan-workbench runs --filter "wasserstein_1_tail < 0.2" --sort wasserstein_1_tail
  gan-workbench runs --status finished --filter 'target=ring and (seed<=8 or name~"wide")'
  gan-workbench runs --filter '"β=0.5" and created >= yesterday'
  gan-workbench runs --sort -created --limit 10`;

export function runsCommand(): Command {
  return withSharedOptions(new Command('runs'))
    .description('lists, filters and sorts the runs of the store')
    .addOption(new Option('--status <status...>', 'only runs of this status').choices(RUN_STATUSES))
    .option('--tag <tag>', 'only runs with this tag')
    .option('--filter <expression>', 'show only matching runs; several filters must all match', collect)
    .option('--sort <key>', 'sort by a filter key, lowest first; -key for highest first (default: newest first)')
    .option('--trash', 'list the runs in the trash instead')
    .option('--limit <n>', 'show at most this many', wholeNumberOf(1))
    .addHelpText('after', HELP)
    .action(async (options: RunsOptions, command: Command) => {
      const { output, store: path } = contextOf(command);
      const filters = filtersOf(options.filter ?? []);
      const order = orderOf(options.sort);
      await withOpenStore(path, (store) => {
        const { status, tag, limit } = options;
        const listed = store.runs.list({
          trashed: options.trash === true,
          ...(status && { status }),
          ...(tag !== undefined && { tag }),
        });
        const found = listed.filter((listing) => satisfies(listing, filters));
        const shown = (order === undefined ? found : sorted(found, order)).slice(0, limit);
        for (const listing of shown) output.event('run', listingFacts(listing));
        if (shown.length === 0) {
          output.text(listed.length === 0 ? `${store.path} has no runs yet; train one.` : 'No run matches.');
        } else {
          output.text(...listingTable(shown));
          if (shown.length < found.length)
            output.text('', `${countedOf(shown.length, found.length, 'run')}; --limit shows more.`);
        }
      });
    });
}

interface Order {
  readonly key: string;
  readonly highestFirst: boolean;
}

function orderOf(sort: string | undefined): Order | undefined {
  if (sort === undefined) return undefined;
  const highestFirst = sort.startsWith('-');
  const written = highestFirst ? sort.slice(1) : sort;
  const key = RUN_FIELDS.has(written) ? written : fullName(written);
  if (RUN_FIELDS.has(key)) return { key, highestFirst };
  const near = nearest(key, RUN_FIELDS);
  const right = near === undefined ? 'use a filter key; see runs --help' : `did you mean ${near}?`;
  throw new RefusedInput('bad-sort', [{ path: '--sort', message: `a run has no ${key}; ${right}` }]);
}

/** Sorts runs by a value; those without it come last in both directions. */
function sorted(listings: readonly RunListing[], { key, highestFirst }: Order): RunListing[] {
  const isMissing = (value: FilterValue) => value === undefined || Number.isNaN(value);
  return listings
    .map((listing) => ({ listing, value: runFields(listing.run, listing.summaries)(key) }))
    .sort((a, b) => {
      if (isMissing(a.value) || isMissing(b.value)) return Number(isMissing(a.value)) - Number(isMissing(b.value));
      const rising = compare(a.value, b.value);
      return highestFirst ? -rising : rising;
    })
    .map(({ listing }) => listing);
}

function compare(a: FilterValue, b: FilterValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : Number(a > b);
  return compareText(String(a), String(b));
}

function listingFacts({ run, summaries }: RunListing) {
  return {
    ...runHead(run),
    outcome: outcomeOf(run, summaries) ?? null,
    error: errorOf(run),
    ...Object.fromEntries(summaries.map(({ metric, tailMean }) => [`${metric}_tail`, tailMean])),
    ...(run.status === 'finished' && finalFacts(run.final.metrics, 'final_')),
    ...(run.status === 'finished' && finalFacts(run.final.averageMetrics ?? {}, 'final_ema_')),
  };
}

function finalFacts(metrics: object, prefix: string) {
  return Object.fromEntries(Object.entries(metrics).map(([key, value]: [string, unknown]) => [prefix + key, value]));
}

interface RunColumn extends Column {
  readonly cell: (listing: RunListing) => string | undefined;
}

function tail(metric: string): RunColumn['cell'] {
  return ({ summaries }) => {
    const found = summaries.find((summary) => summary.metric === metric);
    return found && recordedText(found.tailMean);
  };
}

function final(metric: 'wasserstein_1' | 'sliced_wasserstein_1' | 'modes_covered'): RunColumn['cell'] {
  return ({ run }) => {
    const value = run.status === 'finished' ? run.final.metrics[metric] : undefined;
    return value === undefined ? undefined : ruledLabel(recordedText(value), metric, run.metricRules);
  };
}

const epochsOf: RunColumn['cell'] = ({ run }) => {
  const { epochs } = run.config;
  const done = epochsDone(run);
  return done === epochs ? String(epochs) : `${done}/${epochs}`;
};

const ALWAYS_BEFORE: readonly RunColumn[] = [
  { head: 'id', cell: ({ run }) => run.id },
  { head: 'name', cell: ({ run }) => run.name },
  { head: 'seed', align: 'right', cell: ({ run }) => String(run.config.seed) },
  { head: 'status', cell: ({ run, summaries }) => statusText(run, summaries) },
  { head: 'epochs', align: 'right', cell: epochsOf },
];

/** The column for runs on tables from which rows were left out. */
const ROWS: RunColumn = {
  head: 'data',
  cell: ({ run: { tableRows } }) => (tableRows && tableRows.skipped > 0 ? rowsText(tableRows) : undefined),
};

const LINEAGE: RunColumn = {
  head: 'forked from',
  cell: ({ run: { lineage } }) => lineage && `${lineage.parent} at ${lineage.epoch}`,
};

/** Columns that only some runs have values for: shown if a listed run has one. */
const WHERE_ANY: readonly RunColumn[] = [
  { head: 'W1 tail mean', align: 'right', cell: tail('wasserstein_1') },
  { head: 'W1 / target std, tail mean', align: 'right', cell: tail('wasserstein_1_share') },
  { head: 'KS tail mean', align: 'right', cell: tail('ks') },
  { head: 'final W1', align: 'right', cell: final('wasserstein_1') },
  { head: 'sliced W1 tail mean', align: 'right', cell: tail('sliced_wasserstein_1') },
  { head: 'final sliced W1', align: 'right', cell: final('sliced_wasserstein_1') },
  { head: 'modes found', align: 'right', cell: final('modes_covered') },
  ROWS,
  LINEAGE,
];

const ALWAYS_AFTER: readonly RunColumn[] = [
  { head: 'engine', cell: ({ run }) => buildOf(run)?.engine },
  { head: 'created', cell: ({ run }) => localTime(run.createdAt) },
  {
    head: 'seconds',
    align: 'right',
    cell: ({ run }) => trainingFacts(run).seconds?.toFixed(1),
  },
];

function listingTable(listings: readonly RunListing[]): string[] {
  const measured = WHERE_ANY.filter(({ cell }) => listings.some((listing) => cell(listing) !== undefined));
  const columns = [...ALWAYS_BEFORE, ...measured, ...ALWAYS_AFTER];
  return textTable(
    columns,
    listings.map((listing) => columns.map(({ cell }) => cell(listing) ?? '–')),
  );
}
