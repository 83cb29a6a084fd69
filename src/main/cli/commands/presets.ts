import { Command } from 'commander';
import { PRESET_NAMES, PRESETS } from '../../../shared/config/presets.ts';
import { isObject } from '../../../shared/objects.ts';
import { contextOf, withSharedOptions } from '../input/shared-options.ts';

/** Settings as the command line takes them: `target.law=ring`. */
function settingsOf(config: object, above = ''): string[] {
  return Object.entries(config).flatMap(([key, value]: [string, unknown]) => {
    const path = above + key;
    if (Array.isArray(value)) return [`${path}=${value.join(',')}`];
    if (isObject(value)) return settingsOf(value, `${path}.`);
    return [`${path}=${String(value)}`];
  });
}

export function presetsCommand(): Command {
  return withSharedOptions(new Command('presets'))
    .description('lists the presets and what differs from the defaults')
    .addHelpText('after', '\nExamples:\n  gan-workbench presets\n  gan-workbench train --preset ring')
    .action((_options: unknown, command: Command) => {
      const { output } = contextOf(command);
      for (const name of PRESET_NAMES) {
        const { description, config } = PRESETS[name];
        output.event('preset', { name, description, config });
        const settings = settingsOf(config);
        const differs = settings.length === 0 ? ['all defaults'] : settings;
        output.text(name, `  ${description}`, ...differs.map((setting) => `    ${setting}`), '');
      }
    });
}
