import { WorkbenchError } from '../../../../src/shared/errors.ts';
import { installNativeLibrary, type InstallOptions } from '../../../../src/main/native-library/install.ts';

// Installs the official library in a process that trusts what its environment says, and prints what came of it as JSON.
const options = JSON.parse(process.argv[2]) as Pick<InstallOptions, 'sources' | 'bindingDigest'>;
const lines: string[] = [];
try {
  await installNativeLibrary({
    ...options,
    source: 'official',
    machine: { platform: 'linux', arch: 'x64', isMusl: false },
    tell: (progress) => {
      if (progress.kind === 'line') lines.push(progress.text);
    },
  });
  console.log(JSON.stringify({ code: 'installed', message: '', lines }));
} catch (error) {
  if (!(error instanceof WorkbenchError)) throw error;
  console.log(JSON.stringify({ code: error.code, message: error.message, lines }));
}
