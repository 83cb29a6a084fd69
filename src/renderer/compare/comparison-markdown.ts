import { configDiffTable, type ConfigDiffRow } from '../../shared/comparison/config-diff.ts';
import { metricHead, metricTable, verdicts } from '../../shared/comparison/metrics-text.ts';
import { shownRow, type MetricsTable } from '../../shared/comparison/metrics-table.ts';
import { markdownLine, markdownText } from '../../shared/comparison/table-text.ts';

/** A comparison as Markdown: for each metric its table and verdicts, then the settings. */
export function comparisonMarkdown(
  { rows }: MetricsTable,
  diff: readonly ConfigDiffRow[],
  names: readonly string[],
): string {
  const metrics = rows
    .map(shownRow)
    .flatMap((row) => [
      `## ${metricHead(row)}`,
      markdownText(metricTable(row)).trimEnd(),
      ...verdicts(row).map(markdownLine),
    ]);
  const settings = diff.length === 0 ? [] : ['## Settings', markdownText(configDiffTable(diff, names)).trimEnd()];
  return `${[...metrics, ...settings].join('\n\n')}\n`;
}
