import { describeConfig, meaningOf, type FieldDescription } from '../../../shared/config/describe.ts';
import { shortName } from '../../../shared/config/short-names.ts';
import { wrapped } from '../output/text-table.ts';

const INDENT = '      ';

/** What the program fills in says so in its description. */
const FILLED_IN = /filled in by the program/;

function defaultText({ required, default: value }: FieldDescription): string {
  if (required) return 'must be given';
  if (value === undefined) return 'filled in by the program';
  if (Array.isArray(value) && value.length === 0) return 'default none';
  return `default ${asText(value)}`;
}

/** Examples of fields whose values are lists of objects, as they are given to `--set`. */
const EXAMPLES: readonly (readonly [RegExp, string])[] = [
  [/\.layers$/, '[{"layer":"linear","width":64},{"layer":"relu"}]'],
  [/^penalties$/, '[{"at":"real","target":0,"weight":1}]'],
];

/** A default as text: a word, a number or a list of them. */
function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value).replace(/^\[|\]$/g, '');
}

function right({ path, type, allowed, words }: FieldDescription): string {
  if (words !== undefined) return words.map(({ word }) => word).join(' | ');
  const example = EXAMPLES.find(([pattern]) => pattern.test(path))?.[1];
  if (example !== undefined) return `a list of objects, such as ${example}`;
  return type.startsWith('list') ? `a list, each ${allowed}` : allowed;
}

/** What is said of a field, nothing twice. */
function factsOf(field: FieldDescription): string {
  const meaning = meaningOf(field);
  const head = field.name.toLowerCase().endsWith(meaning.toLowerCase()) ? field.name : `${field.name}: ${meaning}`;
  if (FILLED_IN.test(meaning)) return head;
  const values = right(field);
  if (values === String(field.default)) return `${head}; always ${values}`;
  return [head, values, defaultText(field)].join('; ');
}

function fieldLines(field: FieldDescription, columns: number): string[] {
  const short = shortName(field.path);
  return [
    `    ${field.path}${short === field.path ? '' : ` (short: ${short})`}`,
    ...wrapped(factsOf(field), columns - INDENT.length).map((line) => INDENT + line),
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
