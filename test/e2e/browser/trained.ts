import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { RunConfigInput } from '../../../src/shared/config/schema.ts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Trains runs into a store from the command line, beside whatever has it open; that of this checkout unless another is given. */
export async function trainRuns(
  store: string,
  runs: readonly { readonly name: string; readonly config: RunConfigInput; readonly seeds?: string }[],
  checkout = process.cwd(),
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'trained-'));
  for (const [index, { name, config, seeds }] of runs.entries()) {
    const file = join(folder, `${index}.json`);
    writeFileSync(file, JSON.stringify(config));
    await promisify(execFile)(
      process.execPath,
      [
        'out/main/cli.js',
        'train',
        '--config',
        file,
        '--name',
        name,
        '--store',
        store,
        '--json',
        ...(seeds === undefined ? [] : ['--seeds', seeds]),
      ],
      { cwd: checkout },
    );
  }
  rmSync(folder, { recursive: true });
}
