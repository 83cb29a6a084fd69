/** Writes docs/config.md from the schema: `node bin/node.cjs docs/config.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { describeConfig, meaningOf, type FieldDescription } from '../src/shared/config/describe.ts';
import { PRESET_GROUPS, PRESETS } from '../src/shared/config/presets.ts';

const MANUAL = new URL('config.md', import.meta.url);
const PRETTIER = new URL('../.prettierrc.json', import.meta.url);

const INTRODUCTION = `# The config of a run

<!-- Written by \`node bin/node.cjs docs/config.ts\` from src/shared/config; change it there. -->

A run is described by one JSON object. Every field has a default: the empty object \`{}\` is the first experiment, the
preset \`vanilla\`. This config learns a ring of eight Gaussians from normal noise:

\`\`\`json
{
  "target": { "law": "ring", "modes": 8 },
  "noise": "normal",
  "generator": { "latent_dimension": 2, "hidden_widths": [128, 128], "slope": 0.2 },
  "discriminator": { "hidden_widths": [128, 128], "slope": 0.2 },
  "batch_size": 64
}
\`\`\`

- A law, loss or optimizer is an object. Its name alone means that object with its defaults: \`"noise": "normal"\`.
  Without a name, the settings are those of the default: \`"target": { "mean": 3 }\` is a normal law with mean 3.
- On the command line, start from a preset or a file and set single fields by their paths or short names:
  \`train --preset ring --set epochs=100 --set generator.hidden_widths=64,64 --set optimizer.generator=sgd\`.
  A value is read as JSON if it is valid JSON, and as text otherwise. \`generator.hidden_widths[1]=8\` sets one entry of a
  list. \`target=grid\` and \`target.law=grid\` both choose the law with its defaults and drop the settings of the previous law.
- A config with errors is refused. The refusal lists every error, one sentence each:
  \`generator.hidden_widths[1]: 0 must be a whole number from 1 to 16384\`.
- Networks compute in float32, so every number must be finite, and either 0 or between 1e-30 and 1e30 in magnitude.
- A run may take up to 3 GiB of memory, 10,000,000,000 updates of its networks, 1,000,000 snapshots and 10,000 kept
  checkpoints. A config that would take more is refused, and the refusal says what would fit.
- Runs belong to one group if they differ only in \`seed\`, \`snapshots.every\`, \`checkpoints.every\` and the paths of
  their files.`;

const PAPERS = `Presets of papers, each with a short form with fewer train steps. The command \`presets\` lists their settings, sources and
published values; [published.md](published.md) compares those with runs of this program.`;

const code = (text: string) => `\`${text}\``;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function right({ type, allowed, words }: FieldDescription): string {
  if (words) return words.map(({ word }) => code(word)).join(', ');
  return type.startsWith('list') ? `list; each ${allowed}` : allowed;
}

function defaultText(field: FieldDescription): string {
  if (field.required) return 'must be given';
  return field.default === undefined ? '' : code(JSON.stringify(field.default));
}

const cells = (field: FieldDescription) => [
  code(field.path),
  field.name,
  right(field),
  defaultText(field),
  meaningOf(field),
];
const HEAD = ['field', 'name', 'allowed values', 'default', 'what it is'];

/** A law, loss or optimizer: its names, then the settings of each. */
function choiceSection(chosen: FieldDescription, fields: readonly FieldDescription[]): string {
  const words = (chosen.words ?? []).map(({ word, description }) => [code(word), description ?? '']);
  const settings = fields.filter(({ option }) => option?.path === chosen.path);
  return [
    `${code(chosen.path)}: ${chosen.description}. Default ${defaultText(chosen)}.`,
    table(['name', 'what it is'], words),
    table(
      ['of', ...HEAD],
      settings.map((field) => [code(field.option?.word ?? ''), ...cells(field)]),
    ),
  ].join('\n\n');
}

/** What an item of a list of groups may hold: its words with the settings of each, or its settings. */
function itemsSection({ path, items = [] }: FieldDescription): string {
  const chosen = items.find(({ words }) => words?.some(({ description }) => description));
  if (!chosen) return [`An item of ${code(path)}:`, table(HEAD, items.map(cells))].join('\n\n');
  const rows = (chosen.words ?? []).map(({ word, description }) => [
    code(word),
    description ?? '',
    items
      .filter(({ option }) => option?.word === word)
      .map((field) => `${code(field.path)}: ${right(field)}, ${standardOf(field)}; ${meaningOf(field)}`)
      .join('<br>'),
  ]);
  return [
    `An item of ${code(path)}, by its ${code(chosen.path)}:`,
    table([chosen.path, 'what it is', 'settings'], rows),
  ].join('\n\n');
}

const standardOf = (field: FieldDescription) => (field.required ? 'must be given' : `default ${defaultText(field)}`);

/** The fields whose paths begin with `name`, under a heading of their own. */
function groupSection(name: string, fields: readonly FieldDescription[]): string {
  const plain = fields.filter(({ option, words }) => !option && !words?.some(({ description }) => description));
  const choices = fields.filter(({ words }) => words?.some(({ description }) => description));
  const parts = [
    ...(plain.length > 0 ? [table(HEAD, plain.map(cells))] : []),
    ...choices.map((chosen) => choiceSection(chosen, fields)),
    ...fields.filter(({ items }) => items).map(itemsSection),
  ];
  return [`## ${name}`, ...parts].join('\n\n');
}

/** The manual of the config as Markdown, formatted as the project's files are. */
export async function configManual(): Promise<string> {
  const fields = describeConfig();
  const groupOf = ({ path }: FieldDescription) => (path.includes('.') ? path.slice(0, path.indexOf('.')) : 'the run');
  const groups = [...Map.groupBy(fields, groupOf)].map(([name, members]) => groupSection(name, members));
  const [own, papers] = PRESET_GROUPS;
  const text = [
    INTRODUCTION,
    '## Presets',
    table(
      ['name', 'what it is', 'config'],
      own.names.map((name) => [code(name), PRESETS[name].description, code(JSON.stringify(PRESETS[name].config))]),
    ),
    PAPERS,
    table(
      ['name', 'what it is'],
      papers.names.map((name) => [code(name), PRESETS[name].description]),
    ),
    ...groups,
  ].join('\n\n');
  const options = JSON.parse(readFileSync(PRETTIER, 'utf8')) as object;
  return format(text, { ...options, parser: 'markdown' });
}

if (import.meta.main) writeFileSync(MANUAL, await configManual());
