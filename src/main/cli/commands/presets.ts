import { Command } from 'commander';
import type { PaperFacts } from '../../../shared/config/papers.ts';
import { PRESET_NAMES, PRESETS } from '../../../shared/config/presets.ts';
import { isObject } from '../../../shared/objects.ts';
import { publishedText } from '../../../shared/published.ts';
import { contextOf, withSharedOptions } from '../input/shared-options.ts';
import { wrapped } from '../output/text-table.ts';

const COLUMNS = 96;

/** Settings in the form of the command line: `target.law=ring`. */
function settingsOf(config: object, above = ''): string[] {
  return Object.entries(config).flatMap(([key, value]: [string, unknown]) => {
    const path = above + key;
    if (Array.isArray(value))
      return [`${path}=${value.some(isObject) ? `'${JSON.stringify(value)}'` : value.join(',')}`];
    if (isObject(value)) return settingsOf(value, `${path}.`);
    return [`${path}=${String(value)}`];
  });
}

/** What a paper published for a preset, and what is known to differ. */
function paperLines(paper: PaperFacts | undefined): string[] {
  if (paper === undefined) return [];
  const { published, counts, differs } = paper;
  return [
    `paper: ${paper.paper}`,
    `settings from ${paper.source}`,
    ...published.map((value) => `published ${value.label}: ${publishedText(value)} (${value.runs} runs)`),
    `counted: ${counts}`,
    ...differs.map((difference) => `differs: ${difference}`),
  ].flatMap((line) => wrapped(line, COLUMNS, '  ').map((part) => `  ${part}`));
}

export function presetsCommand(): Command {
  return withSharedOptions(new Command('presets'))
    .description('lists the presets and what differs from the defaults')
    .addHelpText('after', '\nExamples:\n  gan-workbench presets\n  gan-workbench train --preset ring')
    .action((_options: unknown, command: Command) => {
      const { output } = contextOf(command);
      for (const name of PRESET_NAMES) {
        const { description, config, paper } = PRESETS[name];
        output.event('preset', { name, description, config, ...(paper && { group: 'papers', ...paper }) });
        const settings = settingsOf(config);
        const differs = settings.length === 0 ? ['all defaults'] : settings;
        output.text(name, `  ${description}`, ...paperLines(paper), ...differs.map((setting) => `    ${setting}`), '');
      }
    });
}
