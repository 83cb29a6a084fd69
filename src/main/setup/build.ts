import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { builtFrom, digestOf, isBuiltFrom, PARTS, ROOT, stampOf, type Part } from '../../../bin/built.cjs';
import { isAlive, runningOthers } from '../../../bin/running.cjs';
import { putInPlace } from './put-in-place.ts';

const KERNELS = 'src/main/training/engines/fused/kernels/compile.mjs';
const BUNDLER = ['node_modules/electron-vite/bin/electron-vite.js', 'build', '--ignoreConfigWarning'];
const OUT = join(ROOT, 'out');
/** Begins the name of a folder in which one process builds; the rest is the process's number. */
const WORKSHOP = '.building-';

/** Runs a script in silence, and shows what it said if it fails. */
async function runScript(args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, args, { cwd: ROOT });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => said.push(part));
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code === 0) return;
  process.stderr.write(Buffer.concat(said));
  throw new Error(`${args[0]} ended with ${String(code)}`);
}

/** Says which programs still run what lay in out/ before: their threads would be of the new code. */
function warnOfRunning(): void {
  for (const { pid, command } of runningOthers(builtFrom('program')))
    console.error(
      `Process ${pid} (${command}) still runs the program as it was before: end it and start it again before it begins more runs, since they would mix old and new code.`,
    );
}

/** Builds a part beside what is there, which programs that start meanwhile still find whole. */
async function build(part: Part, digest: string): Promise<void> {
  const workshop = join(OUT, `${WORKSHOP}${process.pid}`, part);
  if (part === 'program') await runScript([KERNELS]);
  await runScript([...BUNDLER, '--mode', part, '--outDir', workshop]);
  const stamp = stampOf(part, workshop);
  mkdirSync(dirname(stamp), { recursive: true });
  // What was changed while it was bundled may be in it or not: without the stamp it is built at the next time.
  if (digestOf(part) === digest) writeFileSync(stamp, digest);
  for (const folder of PARTS[part].folders) putInPlace(join(workshop, folder), join(OUT, folder));
  if (part === 'program') warnOfRunning();
}

/** Removes the folders of processes that have ended, and that of this one: its own, or of an earlier one of the same number. */
function clearWorkshops(): void {
  for (const name of readdirSync(OUT)) {
    const pid = name.startsWith(WORKSHOP) ? Number(name.slice(WORKSHOP.length)) : NaN;
    if (pid === process.pid || (pid > 0 && !isAlive(pid))) rmSync(join(OUT, name), { recursive: true, force: true });
  }
}

const WORDS: Readonly<Record<Part, string>> = { program: 'kernels and program', page: 'page' };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'if-stale': { type: 'boolean', default: false } },
});
const parts = (['program', 'page'] as const)
  .filter((part) => positionals.length === 0 || positionals.includes(part))
  .map((part) => ({ part, digest: digestOf(part) }))
  .filter(({ part, digest }) => !values['if-stale'] || !isBuiltFrom(part, digest));
if (parts.length > 0) {
  const began = performance.now();
  // Not where a command prints what other programs read.
  console.error(`Building ${parts.map(({ part }) => WORDS[part]).join(' and ')} …`);
  mkdirSync(OUT, { recursive: true });
  clearWorkshops();
  const ends = await Promise.allSettled(parts.map(({ part, digest }) => build(part, digest)));
  clearWorkshops();
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) {
    console.error(String(failed.reason));
    process.exitCode = 1;
  } else {
    console.error(`Built in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
  }
}
