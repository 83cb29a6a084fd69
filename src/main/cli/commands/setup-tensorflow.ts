import { Command, Option } from 'commander';
import { installNativeLibrary } from '../../native-library/install.ts';
import { findNativeLibrary } from '../../native-library/location.ts';
import type { Source } from '../../native-library/sources.ts';
import { EXIT, type ExitCode } from '../output/exit-codes.ts';
import { printProgress } from '../output/fetch-progress.ts';
import type { Output } from '../output/output.ts';
import { contextOf, withSharedOptions } from '../input/shared-options.ts';

interface SetupOptions {
  readonly source: Source;
  readonly bindingDigest?: string;
  readonly library?: string;
}

const NOTES = `
The download has two parts: libtensorflow and the binding of @tensorflow/tfjs-node. The program knows the
digest of libtensorflow and checks it. Nobody publishes a digest of the binding: the digest of the first
download is shown and kept, and every later download and start must match it.

TFJS_NODE_CDN_STORAGE and TFJS_NODE_BASE_URI name a mirror, as they do for @tensorflow/tfjs-node; a mirror's
binding is accepted only with --binding-digest. HTTPS_PROXY, HTTP_PROXY and NO_PROXY name a proxy. Without
the library, all runs train on the built-in engines.

Examples:
  gan-workbench setup-tensorflow
  gan-workbench setup-tensorflow --source registry`;

export function setupTensorFlowCommand(): Command {
  return withSharedOptions(new Command('setup-tensorflow'))
    .description("downloads TensorFlow's native library for the tensorflow engine")
    .addOption(
      new Option('--source <source>', "official, or registry: a third party's build, 195 MB (Linux x64)")
        .choices(['official', 'registry'])
        .default('official'),
    )
    .option(
      '--binding-digest <sha256>',
      "SHA-256 of the official binding's archive, if you know it; otherwise the first download from its makers' server is trusted and its SHA-256 is kept",
    )
    .option('--library <folder>', 'folder of an installed libtensorflow 2 that the official binding shall use')
    .addHelpText('after', NOTES)
    .action(async (options: SetupOptions, command: Command) => {
      process.exitCode = await setUp(options, contextOf(command).output);
    });
}

async function setUp(
  { source, bindingDigest, library: libraryFolder }: SetupOptions,
  output: Output,
): Promise<ExitCode> {
  const stopped = new AbortController();
  const stop = () => stopped.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  try {
    const tell = printProgress(output.isJson ? process.stderr : process.stdout);
    await installNativeLibrary({ source, bindingDigest, libraryFolder, signal: stopped.signal, tell });
  } catch (error) {
    if (!stopped.signal.aborted) throw error;
    output.note('\nStopped; nothing was installed.');
    return EXIT.interrupted;
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
  }
  const found = findNativeLibrary();
  if (found.kind === 'missing') {
    output.error('engine-unavailable', `${found.reason} ${found.remedy ?? ''}`.trim());
    return EXIT.failed;
  }
  output.event('native_library', { ...found.library });
  output.text(`Ready: training uses ${found.library.binding}`);
  return EXIT.ok;
}
