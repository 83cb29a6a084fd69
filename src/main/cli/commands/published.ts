import { Command } from 'commander';
import { groupsOf } from '../../../shared/groups/groups.ts';
import { publishedComparison, publishedCourse, type PublishedComparison } from '../../../shared/published.ts';
import { publishedManual, type RecordedComparison } from '../../../shared/published-manual.ts';
import { FULL_PAPER_NAMES } from '../../../shared/config/papers.ts';
import type { Store } from '../../store/store.ts';
import { STDOUT, writeOutput } from '../output/file-output.ts';
import { rowOf } from '../input/listed-groups.ts';
import { withOpenStore } from '../input/open-store.ts';
import { contextOf, withSharedOptions } from '../input/shared-options.ts';

const HELP = `
Compares the runs whose config is a preset of a paper, in its full or its short form.
Only finished runs count, one per seed.

Examples:
  gan-workbench train --preset pacgan-ring-2-short --seeds 1..4
  gan-workbench published
  gan-workbench published --output published.md`;

/** The groups of a store for which a paper published values. */
export function comparedWithPapers(store: Store): readonly RecordedComparison[] {
  const kept = store.runs.list().filter(({ run }) => run.trashedAt === undefined && run.status === 'finished');
  const compared = groupsOf(kept.map(rowOf)).flatMap(({ rows }) => publishedComparison(rows) ?? []);
  const ordered = compared.toSorted((a, b) => FULL_PAPER_NAMES.indexOf(a.preset) - FULL_PAPER_NAMES.indexOf(b.preset));
  return ordered.map((one) => {
    const measured = one.runs.map(({ id }) => store.snapshots.readMeasurements(id));
    return { ...one, course: publishedCourse(one, measured) };
  });
}

export function publishedCommand(): Command {
  return withSharedOptions(new Command('published'))
    .description('compares values that papers published with the runs of the store, as Markdown')
    .option('--output <file>', 'write it into a file; - for stdout (default)', STDOUT)
    .addHelpText('after', HELP)
    .action(async ({ output: file }: { readonly output: string }, command: Command) => {
      const { output, store: path } = contextOf(command);
      const compared = await withOpenStore(path, comparedWithPapers);
      for (const one of compared) output.event('published', facts(one));
      if (file !== STDOUT || !output.isJson) writeOutput(file, publishedManual(compared));
    });
}

function facts({ preset, seeds, steps, publishedSteps, values }: PublishedComparison) {
  return {
    preset,
    seeds,
    steps,
    published_steps: publishedSteps,
    values: values.map(({ value, here }) => ({
      metric: value.metric,
      published: value.mean,
      published_standard_error: value.standardError ?? null,
      published_runs: value.runs,
      here: here?.mean ?? null,
      here_standard_error: here?.standardError ?? null,
    })),
  };
}
