import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SOURCE = `
const { appendFileSync, mkdirSync } = require('node:fs');
const { join } = require('node:path');
const [command, ...rest] = process.argv.slice(2);
if (command === 'view') console.log(JSON.stringify({ name: 'somebody', email: 'somebody@example.org' }));
else {
  const cache = rest[rest.indexOf('--cache') + 1];
  mkdirSync(cache, { recursive: true });
  setInterval(() => appendFileSync(join(cache, 'content'), Buffer.alloc(100_000)), 50);
}
`;

/**
 * Writes an npm whose registry names `somebody` as every package's publisher, and from which packages come slowly and
 * without an end; gives its path, for `npm_execpath`.
 */
export function slowNpm(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'npm-cli.js');
  writeFileSync(path, SOURCE);
  return path;
}
