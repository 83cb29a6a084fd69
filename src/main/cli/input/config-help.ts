import { describeConfig, meaningOf, type FieldDescription } from '../../../shared/config/describe.ts';
import { wrapped } from '../output/text-table.ts';

const INDENT = '      ';

function defaultText({ required, default: value }: FieldDescription): string {
  if (required) return 'must be given';
  if (value === undefined) return 'filled in by the program';
  return `default ${asText(value)}`;
}

/** A default as text: a word, a number or a list of them. */
function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value).replace(/^\[|\]$/g, '');
}

function right({ type, allowed, words }: FieldDescription): string {
  if (words !== undefined) return words.map(({ word }) => word).join(' | ');
  return type.startsWith('list') ? `a list, each ${allowed}` : allowed;
}

function fieldLines(field: FieldDescription, columns: number): string[] {
  return [
    `    ${field.path}`,
    ...wrapped(
      `${field.name}: ${meaningOf(field)}; ${right(field)}; ${defaultText(field)}`,
      columns - INDENT.length,
    ).map((line) => INDENT + line),
  ];
}

/**
 * Every field of the config for `train --help`: path, description, allowed values and default. The fields of a law
 * follow its name.
 */
export function configHelp(columns: number): string {
  const fields = describeConfig();
  const lines: string[] = [];
  let heading = '';
  for (const field of fields) {
    const group = field.option === undefined ? '' : `  with ${field.option.path}=${field.option.word}:`;
    if (group !== '' && group !== heading) lines.push(group);
    if (group === '' && heading !== '') lines.push('');
    heading = group;
    lines.push(...fieldLines(field, columns));
  }
  return ['Fields of a config, for files and for --set path=value:', '', ...lines].join('\n');
}
