import { Command } from 'commander';
import { buildText } from '../../../shared/builds.ts';
import { shortValue } from '../../../shared/config/label.ts';
import { counted } from '../../../shared/counted.ts';
import { ruleDescription, ruledLabel, ruleOf, ruleWords, type MetricRules } from '../../../shared/metric-rules.ts';
import type { NoiseFloor } from '../../../shared/metrics.ts';
import { recordedText } from '../../../shared/number-text.ts';
import { outcomeOf, statusText } from '../../../shared/outcome.ts';
import { epochsDone, trainingFacts } from '../../../shared/run.ts';
import type { EpochRecord, Run, Summary } from '../../../shared/run.ts';
import { distanceFromTarget } from '../../../shared/target-moments.ts';
import { fileName, rowsText, type SkippedLine } from '../../../shared/table-rows.ts';
import type { CheckpointFacts } from '../../store/tables/checkpoints.ts';
import type { Store } from '../../store/store.ts';
import { checkpointFacts, epochFacts, noiseFloorFacts, runFacts, summaryFacts } from '../../files/exports/run-json.ts';
import { settingsOf, settingText } from '../input/config-settings.ts';
import { inOrder, metricLabel } from '../input/metric-names.ts';
import { notDefinedLines } from '../output/not-defined.ts';
import { localTime } from '../output/local-time.ts';
import { duration } from '../../../shared/duration.ts';
import { withOpenStore } from '../input/open-store.ts';
import { contextOf, withSharedOptions } from '../input/shared-options.ts';
import { printable } from '../output/printable.ts';
import { textTable, wrapped } from '../output/text-table.ts';

const LAST_EPOCHS = 5;
const COLUMNS = 96;

interface ShowOptions {
  readonly all?: boolean;
  readonly skipped?: boolean;
}

export function showCommand(): Command {
  return withSharedOptions(new Command('show'))
    .description('shows one run: config, progress, metrics and last losses')
    .argument('<run>', 'id, beginning of an id, or name')
    .option('--all', 'show every setting, including defaults')
    .option('--skipped', 'list the skipped rows of its table')
    .addHelpText('after', '\nExamples:\n  gan-workbench show k3m9\n  gan-workbench show k3m9 --all')
    .action(async (name: string, options: ShowOptions, command: Command) => {
      const { output, store: path } = contextOf(command);
      await withOpenStore(path, (store) => {
        const run = store.runs.find(name);
        const summaries = inOrder(store.runs.summaries(run.id));
        const forks = store.runs.forksOf(run.id);
        const floors = store.noiseFloors.read(run.id);
        const checkpoints = store.checkpoints.list(run.id);
        const epochs = store.epochs.read(run.id, epochsDone(run) - LAST_EPOCHS);
        const skipped = options.skipped === true ? store.runs.skippedLines(run.id) : undefined;
        output.event('run', {
          ...runFacts(run),
          ...(skipped && { skipped_lines: skipped }),
          outcome: outcomeOf(run, summaries) ?? null,
          forks: forks.map(({ id }) => id),
          summaries: summaries.map((summary) => ({ ...summaryFacts(summary), ...targetDistances(run, summary) })),
          noise_floors: floors.map(noiseFloorFacts),
          checkpoints: checkpoints.map(checkpointFacts),
          last_losses: epochs.map(epochFacts),
        });
        output.text(
          ...factLines(run, summaries),
          ...lineageLines(store, run, forks),
          '',
          ...(skipped === undefined ? [] : skippedLines(skipped)),
          ...configLines(run, options.all === true),
          ...summaryLines(run, summaries, floors),
          ...lossLines(epochs),
          ...checkpointLines(checkpoints),
        );
      });
    });
}

/** The status of the run and its outcome. A run that waits to resume also has its previous status. */
function stateText(run: Run, summaries: readonly Summary[]): string {
  if (run.status !== 'queued' || run.before === undefined) return statusText(run, summaries);
  return `queued to resume from epoch ${epochsDone(run)}; ${run.before.status} before`;
}

function factLines(run: Run, summaries: readonly Summary[]): string[] {
  const facts: [string, string][] = [
    ['run', run.id],
    ['name', run.name],
    ['seed', String(run.config.seed)],
    ['status', stateText(run, summaries)],
    ['epochs', `${epochsDone(run)} of ${run.config.epochs}`],
    ['created', localTime(run.createdAt)],
  ];
  const { target } = run.config;
  if (run.tableRows && target.law === 'csv') {
    const listed = run.tableRows.skipped === 0 ? '' : '; --skipped lists the skipped ones';
    facts.push(['data', `${rowsText(run.tableRows)} of ${fileName(target.file)}${listed}`]);
  }
  const { build: trainedBy, seconds = 0, earlierBuilds = [] } = trainingFacts(run);
  if (trainedBy) {
    const { engine, kernels, rounding, threads, device } = trainedBy;
    facts.push(['trained for', duration(seconds)]);
    facts.push([
      'engine',
      `${engine}, kernels ${kernels}, rounding ${rounding}, ${counted(threads, 'thread')}, ${device}`,
    ]);
  }
  for (const { untilEpoch, build } of earlierBuilds) facts.push([`until ${untilEpoch}`, buildText(build)]);
  if (run.tags.length > 0) facts.push(['tags', run.tags.join(', ')]);
  if (run.notes !== '') facts.push(['notes', run.notes]);
  if ((run.status === 'failed' || run.status === 'interrupted') && run.error) {
    facts.push([run.status, `${run.error.message} (${run.error.code})`]);
  }
  return facts.map(([key, value]) => `${key.padEnd(12)} ${printable(value)}`);
}

function skippedLines(skipped: readonly SkippedLine[]): string[] {
  if (skipped.length === 0) return ['No rows were skipped.', ''];
  return ['Skipped rows', ...skipped.map(({ line, reason }) => printable(`  line ${line}: ${reason}`)), ''];
}

function lineageLines(store: Store, { lineage }: Run, forks: readonly Run[]): string[] {
  const lines: string[] = [];
  const line = (key: string, value: string) => lines.push(`${key.padEnd(12)} ${printable(value)}`);
  if (lineage) {
    const parent = store.runs.getIfAny(lineage.parent);
    const name = parent ? `${parent.name}, seed ${parent.config.seed}` : 'deleted since';
    line('forked from', `${lineage.parent} (${name}) at epoch ${lineage.epoch}`);
    const changes = lineage.changes.map(({ path, from, to }) => `${path} ${shown(from)} → ${shown(to)}`);
    line('changed', changes.length === 0 ? 'nothing' : changes.join(', '));
  }
  for (const { id, name, config, lineage: own } of forks)
    line('forked to', `${id} (${name}, seed ${config.seed}) from epoch ${own?.epoch ?? 0}`);
  return lines;
}

const shown = (value: unknown) => (value === undefined ? 'none' : shortValue(value));

function configLines({ config }: Run, all: boolean): string[] {
  const settings = settingsOf(config);
  const changed = settings.filter(({ path, isDefault }) => !isDefault && path !== 'seed');
  const shown = all ? settings : changed;
  const head = all
    ? `Config (${changed.length} of ${settings.length} settings differ from the defaults)`
    : `Config, where it differs from the defaults (--all shows all ${settings.length} settings)`;
  const lines = shown.map((setting) => `  ${printable(settingText(setting))}`);
  return [head, ...(lines.length === 0 ? ['  nowhere'] : lines), ''];
}

function summaryLines(run: Run, summaries: readonly Summary[], floors: readonly NoiseFloor[]): string[] {
  const { metricRules } = run;
  if (summaries.length === 0) return ['Nothing is recorded yet.'];
  const rows = summaries.map(({ metric, last, minimum, minimumEpoch, maximum, tailMean }) => {
    const floor = floors.find((one) => one.metric === metric.replace(/^ema_/, ''));
    return [
      ruledLabel(metricLabel(metric), metric, metricRules),
      recordedText(last),
      recordedText(tailMean),
      recordedText(minimum),
      recordedText(minimumEpoch),
      recordedText(maximum),
      recordedText(distanceFromTarget(run, metric, tailMean)),
      recordedText(floor?.mean),
      recordedText(floor?.bound95),
    ];
  });
  const heads = ['', 'last', 'tail mean', 'minimum', 'at epoch', 'maximum', 'off target', 'noise floor', '95 %'];
  const columns = heads.map((head, index) => ({ head, align: index === 0 ? 'left' : 'right' }) as const);
  const samples = floors.at(0)?.samples;
  const meaning =
    samples === undefined
      ? []
      : wrapped(
          `Noise floor: the score of a perfect generator by chance on ${samples} samples, on average and in 95 % of ` +
            'draws. For mean, standard deviation, skewness and kurtosis it is a distance from the target’s value; compare it with ' +
            '“off target”.',
          COLUMNS,
        );
  return [
    ...textTable(columns, rows),
    ...notDefinedLines(summaries, COLUMNS),
    '',
    ...wrapped(
      'Tail mean: mean over the last quarter of the epochs. Off target: how far this mean is from the target’s value.',
      COLUMNS,
    ),
    ...meaning,
    ...ruleLines(summaries, metricRules),
    '',
  ];
}

/** The distance of a mean or standard deviation from the target's own value, to which its noise floor refers. */
function targetDistances(run: Run, { metric, last, tailMean }: Summary) {
  const distance = (value: number) => distanceFromTarget(run, metric, value);
  if (distance(last) === undefined) return {};
  const finite = (value: number | undefined) => (value !== undefined && Number.isFinite(value) ? value : null);
  return { last_distance_from_target: finite(distance(last)), tail_distance_from_target: finite(distance(tailMean)) };
}

/** The metrics that were measured by an earlier rule, each listed once for the generator and its average. */
function ruleLines(summaries: readonly Summary[], rules: MetricRules | undefined): string[] {
  const ruled = summaries.filter(({ metric }) => !metric.startsWith('ema_'));
  return ruled.flatMap(({ metric }) => {
    const rule = ruleOf(rules, metric);
    const words = ruleWords(metric, rule);
    if (words === '') return [];
    const description = ruleDescription(metric, rule) ?? 'this program does not know it';
    return wrapped(`${metricLabel(metric)} ${words}: ${description}.`, COLUMNS);
  });
}

/** The columns of epochs. Norms and the penalty are left out if no epoch has them. */
const LOSS_COLUMNS: readonly { readonly head: string; readonly read: (record: EpochRecord) => number | undefined }[] = [
  { head: 'epoch', read: ({ epoch }) => epoch },
  { head: 'generator', read: ({ lossGenerator }) => lossGenerator },
  { head: 'real', read: ({ lossReal }) => lossReal },
  { head: 'fake', read: ({ lossFake }) => lossFake },
  { head: 'gradient norm G', read: ({ gradientNormGenerator }) => gradientNormGenerator },
  { head: 'gradient norm D', read: ({ gradientNormDiscriminator }) => gradientNormDiscriminator },
  { head: 'penalty', read: ({ penalty }) => penalty },
];

function lossLines(epochs: readonly EpochRecord[]): string[] {
  if (epochs.length === 0) return [];
  const columns = LOSS_COLUMNS.filter(({ read }) => epochs.some((record) => read(record) !== undefined));
  const rows = epochs.map((record) => columns.map(({ read }) => recordedText(read(record))));
  return [
    'Last losses',
    ...textTable(
      columns.map(({ head }) => ({ head, align: 'right' })),
      rows,
    ),
    '',
  ];
}

function checkpointLines(checkpoints: readonly CheckpointFacts[]): string[] {
  if (checkpoints.length === 0) return [];
  const epochs = checkpoints.map(({ epoch, kind }) => (kind === 'kept' ? String(epoch) : `${epoch} (rolling)`));
  return wrapped(`Checkpoints at epochs ${epochs.join(', ')}`, COLUMNS, '  ');
}
