import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * A program's file in a folder of its own, with packages beside it as npm installs them, whatever is installed here:
 * their files by the name of the package. Gives the file, from which they are resolved.
 */
export function withPackages(packages: Record<string, readonly string[]>): string {
  const folder = mkdtempSync(join(tmpdir(), 'packages-'));
  for (const [name, files] of Object.entries(packages)) {
    for (const file of ['package.json', ...files]) {
      const path = join(folder, 'node_modules', name, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, '{}');
    }
  }
  return join(folder, 'program.js');
}
