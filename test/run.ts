import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { LONG_TESTS } from './long-tests.ts';

/** Runs the tests that the arguments name; without a name all but the long ones, and with `--long` these. */
const [first, ...rest] = process.argv.slice(2);
const isLong = first === '--long';
const given = isLong ? rest : process.argv.slice(2);
const isNamed = given.some((argument) => !argument.startsWith('-'));
const chosen = isLong ? LONG_TESTS : isNamed ? [] : LONG_TESTS.map((file) => `--exclude=${file}`);
// Of messages to the server, as many as find what 800 do not.
const longer = isLong ? { GAN_WORKBENCH_FUZZ: '20000' } : {};
// Each test that trains starts a thread, and each command a process, of TypeScript sources: what Node compiled once serves them all.
const compiled = { NODE_COMPILE_CACHE: fileURLToPath(new URL('../out/compile-cache', import.meta.url)) };
const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...chosen, ...given], {
  env: { ...longer, ...compiled, ...process.env },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
