import { parseArgs } from 'node:util';
import { WorkbenchError } from '../../shared/errors.ts';
import { installNativeLibrary } from '../native-library/install.ts';
import { FETCH_LIBRARY, findNativeLibrary } from '../native-library/location.ts';
import type { Source } from '../native-library/sources.ts';
import { printProgress } from './progress-printer.ts';

const HELP = `Fetches TensorFlow's native library, which --engine tensorflow trains with.

  ${FETCH_LIBRARY}                          the official one, from TensorFlow's own storage
  ${FETCH_LIBRARY} -- --source registry     a third party's build of it, from the registry of npm (Linux x64, 195 MB)

  --binding-digest <sha256>   of the official binding's archive: nobody publishes one, so that file is taken only
                              where you vouch for it
  --library <folder>          a libtensorflow 2 that this system has, for the official binding to use

TFJS_NODE_CDN_STORAGE and TFJS_NODE_BASE_URI name a mirror, as they do for @tensorflow/tfjs-node; HTTPS_PROXY a proxy.
Without the library everything trains with the engines that are built in.`;

function parseSource(source: string): Source {
  if (source === 'official' || source === 'registry') return source;
  throw new WorkbenchError('bad-option', `--source is official or registry, not ${source}.`);
}

const stopped = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopped.abort());

try {
  const { values } = parseArgs({
    options: {
      source: { type: 'string', default: 'official' },
      'binding-digest': { type: 'string' },
      library: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const { 'binding-digest': bindingDigest, library: libraryFolder } = values;
  if (values.help) console.log(HELP);
  else {
    await installNativeLibrary({
      source: parseSource(values.source),
      ...(bindingDigest !== undefined && { bindingDigest }),
      ...(libraryFolder !== undefined && { libraryFolder }),
      signal: stopped.signal,
      tell: printProgress(process.stdout),
    });
    const found = findNativeLibrary();
    if (found.kind === 'found') console.log(`Ready: training uses ${found.library.binding}`);
    else console.log(`Not yet ready: ${found.reason}${found.remedy ? `\n  ${found.remedy}` : ''}`);
  }
} catch (error) {
  if (stopped.signal.aborted) console.error('\nStopped; nothing was installed.');
  else console.error(error instanceof WorkbenchError || error instanceof TypeError ? error.message : error);
  process.exitCode = 1;
}
