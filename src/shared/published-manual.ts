import { presetConfig } from './config/changes.ts';
import { FULL_PAPER_NAMES, PAPER_PRESETS, type FullPaperName } from './config/papers.ts';
import { counted, wholeNumber } from './counted.ts';
import {
  hereText,
  jointErrorsApart,
  lengthText,
  publishedText,
  type CoursePoint,
  type PublishedComparison,
} from './published.ts';

const INTRODUCTION = `# Published values and ours

<!-- Written by \`npm run published -- STORE\` from the runs of a store; change its words in src/shared/published-manual.ts\nand src/shared/config/papers.ts. -->

The presets of papers train what a paper describes. If the paper gives a number, this page compares it with the same
measurement here. ± is the standard error of the mean, over the paper's runs and over the seeds here. The last column is the
difference of the two means divided by their joint standard error: below 2 it can be chance.

A full schedule takes a day or more on two cores, so each preset has a short form, named with \`-short\`: the same run with
fewer train steps. A short run does not show what the paper shows; its numbers are marked as shortened.
\`gan-workbench published\` writes this page for the runs of your own store. The window shows the same for a run or a group.`;

const DIRAC = `## Dirac-GAN

The Dirac-GAN (Mescheder et al., 2018) is not a preset, because no config can express it: its generator has no input, its discriminator
has no bias, it sums the discriminator's two terms where \`bce\` takes their mean, and it updates the generator first, or both networks at
once. It serves as a test of the formulas instead: \`test/main/training/dirac-gan.test.ts\` trains θ and ψ for 500 steps with the program's own losses, penalties,
weight clipping and SGD. The last values must agree with these to 1 %.

| loss | √(θ² + ψ²), both at once | √(θ² + ψ²), in turn |
| --- | --- | --- |
| minimax | 3.10 | 1.42 |
| non-saturating | 0.64 | 0.28 |
| Wasserstein, weights clipped to ±1 | 1.00 | 1.02 |
| Wasserstein, gradient penalty 0.7/2 | 1.80 | 1.22 |
| minimax with R1 of weight 0.3 | 2.6e-6 | 2.3e-7 |`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** `1..4` for consecutive seeds, else `1,5,9`. */
function seedList(seeds: readonly number[]): string {
  const [first] = seeds;
  const areRow = seeds.length > 1 && seeds.every((seed, index) => seed === first + index);
  return areRow ? `${first}..${first + seeds.length - 1}` : seeds.join(',');
}

const trainCommand = (preset: string, seeds: string) =>
  `npm run cli -- train --preset ${preset} --seeds ${seeds} --jobs 1`;

/** The preset, with the setting that gives this length. */
function presetText(name: FullPaperName, steps: number): string {
  const [full, short] = [presetConfig(name), presetConfig(`${name}-short`)];
  const epochs = steps / full.batches_per_epoch;
  if (epochs === full.epochs) return name;
  return epochs === short.epochs ? `${name}-short` : `${name} --set epochs=${epochs}`;
}

/** Runs of a store compared with published values, and the values over their training. */
export interface RecordedComparison extends PublishedComparison {
  readonly course: readonly CoursePoint[];
}

/** The values over the training, which suggest what more train steps may change. */
function courseTable({ course, values }: RecordedComparison): string[] {
  if (course.length < 2) return [];
  return [
    'The same values earlier in the training:',
    table(
      ['train steps', ...values.map(({ value }) => value.label)],
      course.map((point) => [wholeNumber(point.steps), ...point.values.map(hereText)]),
    ),
  ];
}

function comparedSection(comparison: RecordedComparison): string {
  const { preset, facts, values, seeds, steps } = comparison;
  const length = lengthText(comparison);
  const runs = facts.published.at(0)?.runs ?? 1;
  return [
    `### ${preset}${length === '' ? '' : `, ${length}`}`,
    `${PAPER_PRESETS[preset].description}. Counted: ${facts.counts}.`,
    table(
      ['', `published, ${runs} runs`, `here, ${counted(seeds.length, 'seed')}`, 'joint standard errors apart'],
      values.map((one) => [
        one.value.label,
        publishedText(one.value),
        hereText(one),
        jointErrorsApart(one)?.toFixed(1) ?? '–',
      ]),
    ),
    ...courseTable(comparison),
    `These runs: \`${trainCommand(presetText(preset, steps), seedList(seeds))}\`.`,
    ...(length === '' ? [] : [`As published: \`${trainCommand(preset, `1..${runs}`)}\`.`]),
    ...facts.findings.map((finding) => `- ${finding}`),
  ].join('\n\n');
}

function presetRow(name: FullPaperName): string[] {
  const { description, paper } = PAPER_PRESETS[name];
  const { epochs, batches_per_epoch: batches } = presetConfig(name);
  const short = presetConfig(`${name}-short`);
  const published = paper.published.map((value) => `${value.label} ${publishedText(value)}`);
  return [
    `\`${name}\``,
    description,
    `${wholeNumber(epochs * batches)} (${wholeNumber(short.epochs * batches)})`,
    published.length > 0 ? published.join(', ') : 'no number',
  ];
}

/** One paragraph per source: its presets, what it counts and what is known to differ. */
function sourceSections(): string[] {
  const bySource = Map.groupBy(FULL_PAPER_NAMES, (name) => JSON.stringify(PAPER_PRESETS[name].paper.differs));
  return [...bySource.values()].map((names) => {
    const { paper, source, counts, differs } = PAPER_PRESETS[names[0]].paper;
    return [
      `**${names.map((name) => `\`${name}\``).join(', ')}** – ${paper}. Settings from ${source}. Counted: ${counts}.`,
      differs.map((difference) => `- ${difference}`).join('\n'),
    ].join('\n\n');
  });
}

/** The values that papers published, compared with runs here, as Markdown. */
export function publishedManual(compared: readonly RecordedComparison[]): string {
  const measured = compared.filter(({ values }) => values.length > 0);
  return [
    INTRODUCTION,
    '## Runs here',
    ...(measured.length > 0 ? measured.map(comparedSection) : ['This store has no finished run of such a preset.']),
    '## Presets of papers',
    table(['preset', 'what it is', 'train steps (short form)', 'published'], FULL_PAPER_NAMES.map(presetRow)),
    '## What is known to differ',
    ...sourceSections(),
    `${DIRAC}\n`,
  ].join('\n\n');
}
