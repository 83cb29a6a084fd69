/** Writes docs/config.md from the schema: `node bin/node.cjs docs/config.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { describeConfig, meaningOf, type FieldDescription } from '../src/shared/config/describe.ts';
import { PRESET_GROUPS, PRESETS } from '../src/shared/config/presets.ts';

const MANUAL = new URL('config.md', import.meta.url);
const PRETTIER = new URL('../.prettierrc.json', import.meta.url);

const INTRODUCTION = `# The config of a run

<!-- Written by \`node bin/node.cjs docs/config.ts\` from src/shared/config; change it there. -->

A run is described by one JSON object. Every field has a default, and the defaults together are the first experiment,
so \`{}\` is a config and this is one that learns a ring of eight Gaussians from normal noise:

\`\`\`json
{
  "target": { "law": "ring", "modes": 8 },
  "noise": "normal",
  "generator": { "latent_dimension": 2, "hidden_widths": [128, 128], "slope": 0.2 },
  "discriminator": { "hidden_widths": [128, 128], "slope": 0.2 },
  "batch_size": 64
}
\`\`\`

- The bare name of a law, loss or optimizer stands for the object with its defaults: \`"noise": "normal"\`.
  An object without a name holds settings of the default one: \`"target": { "mean": 3 }\` is a normal law.
- On the command line a config comes from a preset or a file, and single fields are set after it by their paths:
  \`train --preset ring --set epochs=100 --set generator.hidden_widths=64,64 --set optimizer.generator=sgd\`.
  A value is read as JSON where it is JSON, and as text otherwise; \`generator.hidden_widths[1]=8\` sets one entry.
  \`target=grid\` and \`target.law=grid\` take the law with its defaults and drop what was set of another.
- An invalid config is refused with every fault in it, one sentence each:
  \`generator.hidden_widths[1]: 0 must be a whole number from 1 to 16384\`.
- Numbers must be finite, of magnitude 1e30 or less, and 0 or of magnitude 1e-30 or more: networks compute in float32.
- A run may take 3 GiB of memory, 10,000,000,000 updates of its networks, 1,000,000 snapshots and 10,000 kept
  checkpoints by its cadence; what would take more is refused with what would do.
- Runs that differ in nothing but \`seed\`, \`snapshots.every\`, \`checkpoints.every\` and the place of their files belong
  to one group.`;

const PAPERS = `Of papers, each with a short form of fewer train steps. \`presets\` on the command line lists their settings, sources and
published values; [published.md](published.md) has those beside runs here.`;

const code = (text: string) => `\`${text}\``;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function right({ type, allowed, words }: FieldDescription): string {
  if (words) return words.map(({ word }) => code(word)).join(', ');
  return type.startsWith('list') ? `list; each ${allowed}` : allowed;
}

function standard(field: FieldDescription): string {
  if (field.required) return 'must be given';
  return field.default === undefined ? '' : code(JSON.stringify(field.default));
}

const cells = (field: FieldDescription) => [
  code(field.path),
  field.name,
  right(field),
  standard(field),
  meaningOf(field),
];
const HEAD = ['field', 'name', 'allowed values', 'default', 'what it is'];

/** A law, loss or optimizer: its names, then the settings of each. */
function choiceSection(chosen: FieldDescription, fields: readonly FieldDescription[]): string {
  const words = (chosen.words ?? []).map(({ word, description }) => [code(word), description ?? '']);
  const settings = fields.filter(({ option }) => option?.path === chosen.path);
  return [
    `${code(chosen.path)}: ${chosen.description}. Default ${standard(chosen)}.`,
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

const standardOf = (field: FieldDescription) => (field.required ? 'must be given' : `default ${standard(field)}`);

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
