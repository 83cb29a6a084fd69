import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { readUserFile } from '../../../../src/main/files/data/user-file.ts';

const CLI = fileURLToPath(new URL('../../../../src/main/cli/index.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'user-file-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (path: string, maximumBytes = 1000) =>
  readUserFile({ path, field: 'target.file', what: 'CSV file', maximumBytes });
const refusal = (message: RegExp, code = 'file-unreadable') =>
  expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error;

describe('a file that the user names', () => {
  it('is read whole, up to its limit', () => {
    const path = join(folder, 'whole.csv');
    writeFileSync(path, 'x'.repeat(1000));
    expect(Buffer.from(read(path)).toString()).toBe('x'.repeat(1000));
    truncateSync(path, 1001);
    expect(() => read(path)).toThrow(refusal(/at most 1 MB/, 'file-too-large'));
  });

  it.skipIf(process.platform === 'win32')('is refused at once where it is a pipe that nobody writes into', () => {
    const pipe = join(folder, 'pipe.csv');
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
    expect(() => read(pipe)).toThrow(refusal(/is a pipe or a device, not a file/));
    const link = join(folder, 'link.csv');
    symlinkSync(pipe, link);
    expect(() => read(link)).toThrow(refusal(/is a pipe or a device, not a file/));
  });

  it.runIf(existsSync('/dev/zero'))('is refused where it is a device without an end', () => {
    expect(() => read('/dev/zero')).toThrow(refusal(/is a pipe or a device, not a file/));
  });

  // A file for what it says of itself, of 0 bytes, that gives what the kernel says for as long as one reads.
  it.runIf(existsSync('/proc/kmsg'))('is refused or cut off where its size is not what it says', () => {
    expect(() => read('/proc/kmsg')).toThrow(refusal(/cannot be read|more than/, expect.any(String) as string));
    expect(() => read('/proc/self/smaps', 500)).toThrow(refusal(/more than/, 'file-too-large'));
  });

  it.skipIf(process.platform === 'win32')('may be a pipe on the command line itself', () => {
    const command = `"$0" "$1" train --config <(echo '{"epochs": 2}') --no-figures --store "$2" --json`;
    const { stdout } = spawnSync('bash', ['-c', command, process.execPath, CLI, join(folder, 'runs.sqlite')], {
      encoding: 'utf8',
    });
    expect(stdout).toContain('"event":"finished"');
  });
});
