import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const KERNELS = 'src/main/training/engines/fused/kernels/compile.mjs';
const BUNDLER = ['node_modules/electron-vite/bin/electron-vite.js', 'build', '--ignoreConfigWarning'];
/** What is built from besides src. */
const CONFIGURATION = ['package.json', 'package-lock.json', 'electron.vite.config.ts'];
const BUILT = ['kernels/plain.wasm', 'main/index.js', 'main/server.js', 'preload/index.cjs', 'renderer/index.html'];
/** Holds the digest of what was built last. */
const STAMP = join(ROOT, 'out', 'built-from');

/** A digest of every source's name and content. File times do not matter, which a checkout, a clock or an editor may change. */
function sourceDigest(): string {
  const hash = createHash('sha256');
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const file of [...sources.sort(), ...CONFIGURATION.map((name) => join(ROOT, name))]) {
    const content = readFileSync(file);
    hash.update(`${file.slice(ROOT.length)}\0${content.byteLength}\0`).update(content);
  }
  return hash.digest('hex');
}

function isBuiltFrom(digest: string): boolean {
  return (
    BUILT.every((file) => existsSync(join(ROOT, 'out', file))) &&
    existsSync(STAMP) &&
    readFileSync(STAMP, 'utf8') === digest
  );
}

/** Runs a script in silence; what it said is said where it fails. */
function runScript(args: readonly string[]): boolean {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) process.stderr.write(stdout + stderr);
  return status === 0;
}

const { values } = parseArgs({ options: { 'if-stale': { type: 'boolean', default: false } } });
// Taken before: what is changed while it builds is built at the next time.
const digest = sourceDigest();
if (!values['if-stale'] || !isBuiltFrom(digest)) {
  const began = performance.now();
  rmSync(STAMP, { force: true });
  console.log('Building kernels, program and page …');
  if (runScript([KERNELS]) && runScript(BUNDLER)) {
    writeFileSync(STAMP, digest);
    console.log(`Built in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
  } else {
    process.exitCode = 1;
  }
}
