import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../../src/main/store/store.ts';
import { newRun } from '../store/new-run.ts';
import { newFolder, run, SHORT } from './command-line.ts';
import { noTerminal, onTerminal } from './pseudo-terminal.ts';

const store = join(newFolder(), 'runs.sqlite');

/** Names the window, clears the screen by ESC and by U+009B, turns the reading direction round, and hides letters. */
const ATTACK = '\u001B]0;owned\u0007\u001B[2J\u009B2J\u202Eevil\u2066\u200B\u00AD\u{E0041}\r';
const NAME = `vanilla${ATTACK}`;
const HIDDEN = /[^\P{Cc}\n\t]|[\u061C\u200B\u200E\u200F\u202A-\u202E\u2066-\u2069\u00AD]|\u{E0041}/u;

beforeAll(() => {
  const opened = openStore(store);
  for (const [index, group] of ['one', 'two'].entries()) {
    opened.runs.create({
      ...newRun(`id${index}`),
      name: `${NAME}${index}`,
      group: `${group}-${ATTACK}`,
      tags: [`tag${ATTACK}`],
      notes: `notes\n${ATTACK}`,
    });
  }
  opened.close();
});

const COMMANDS: readonly (readonly string[])[] = [
  ['runs'],
  ['runs', '--json'],
  ['show', 'id0'],
  ['show', 'id0', '--json'],
  ['groups'],
  ['groups', '--json'],
  ['compare', 'id0', 'id1'],
  ['compare', 'id0', 'id1', '--json'],
  ['compare', 'id0', 'id1', '--csv', '--excel', '--metric', 'w1'],
  ['compare', 'id0', 'id1', '--markdown'],
  ['export', 'id0', '--json', '-'],
  ['runs', '--filter', `name = "${ATTACK}`],
  ['show', ATTACK],
  ['import', `${ATTACK}.ganrun`],
  ['train', '--config', `${ATTACK}.json`],
  ['train', '--set', `target.file=${ATTACK}`, '--set', 'target.law=csv'],
  ['frobnicate', ATTACK],
  [`--${ATTACK}`],
  ['runs', '--store', join(store, ATTACK)],
  ['window', '--no-open', '--store', join(store, ATTACK)],
];

describe.skipIf(noTerminal() !== undefined)('on a terminal', () => {
  it.each(COMMANDS.map((args) => [args.join(' ').replaceAll(ATTACK, '…').replaceAll(store, 'STORE'), args] as const))(
    'nothing that a name, a tag, a note or a path holds moves the cursor or turns text round: %s',
    async (_command, args) => {
      const shown = await onTerminal(args.includes('--store') ? args : [...args, '--store', store]);
      expect(shown.trim()).not.toBe('');
      expect(HIDDEN.exec(shown)).toBeNull();
    },
  );

  it('JSON stays valid and keeps its meaning', async () => {
    const runs = (text: string) =>
      text
        .split('\n')
        .filter((line) => line.startsWith('{"event":"run"'))
        .map((line) => JSON.parse(line) as { name: string; tags: readonly string[] });
    const shown = runs(await onTerminal(['runs', '--json', '--store', store]));
    expect(shown.map(({ name }) => name).sort()).toEqual([`${NAME}0`, `${NAME}1`]);
    const piped = await run(['runs', '--json', '--store', store]);
    expect(shown).toEqual(runs(piped.stdout));
    const exported = JSON.parse(await onTerminal(['export', 'id0', '--json', '-', '--store', store])) as object;
    expect(exported).toEqual(JSON.parse((await run(['export', 'id0', '--json', '-', '--store', store])).stdout));
  });

  it('the bars of a training run draw, and what they name does not', async () => {
    const name = `bars ${ATTACK}`;
    const shown = await onTerminal(['train', ...SHORT, '--name', name, '--store', join(newFolder(), 'runs.sqlite')]);
    expect(shown).toContain('\u001B[');
    expect(shown).toContain('finished');
    for (const part of ['\u001B]0', '\u001B[2J', '\u009B', '\u202E', '\u200B']) expect(shown).not.toContain(part);
  });

  it('a picture is refused', async () => {
    const shown = await onTerminal(['export', 'id0', '--figure', 'architecture', '-o', '-', '--store', store]);
    expect(shown).toContain('a picture cannot be printed to a terminal');
    expect(shown).not.toContain('PNG\n');
  });
});

it('files and pipes get the original bytes', async () => {
  const { stdout } = await run(['compare', 'id0', 'id1', '--csv', '--metric', 'w1', '--store', store]);
  expect(stdout).toContain(NAME);
  const { stdout: json } = await run(['runs', '--json', '--store', store]);
  expect(json).toContain('\u202Eevil\u2066\u200B\u00AD\u{E0041}');
});
