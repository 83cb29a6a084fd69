import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { LogFile } from '../../../src/main/app/log-file.ts';

const FORGED = '2026-11-28T12:00:00.000Z info the key was given to nobody';

/** The lines of a log into which this was written. */
async function logged(write: (log: LogFile) => void): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'log-file-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const log = new LogFile(folder);
  write(log);
  await log.close();
  return readFileSync(log.path, 'utf8').trimEnd().split('\n');
}

it('has one line an entry, and none that a message forges', async () => {
  const lines = await logged((log) => {
    log.error(`in the window: x\n${FORGED}`);
    log.info(`a notice\r\n${FORGED}\u2028${FORGED}\r${FORGED}`);
    log.error(new Error(`first\n${FORGED}`));
  });
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^\S+Z error in the window: x\\n2026-11-28T12:00:00\.000Z info the key/);
  expect(lines.map((line) => line.split(' ')[1])).toEqual(['error', 'info', 'error']);
});

it('shows escape sequences and reversed text as what they are', async () => {
  const [line] = await logged((log) => log.error('\u001B]0;owned\u0007 \u009B2J \u202Etxt.exe \u200B'));
  expect(line).toMatch(/ error \\u001b\]0;owned\\u0007 \\u009b2J \\u202etxt\.exe \\u200b$/);
});

it('keeps the beginning of a message that would fill it', async () => {
  const [line] = await logged((log) => log.info(`begin ${'x'.repeat(1_000_000)}`));
  expect(line).toMatch(/ info begin x+ … \(980006 more characters\)$/);
});
