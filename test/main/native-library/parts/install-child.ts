import { writeSync } from 'node:fs';
import { installNativeLibrary } from '../../../../src/main/native-library/install.ts';
import type { Sources } from '../../../../src/main/native-library/sources.ts';

// Installs from a registry, and prints each thing that it is told as a line of JSON. The table is the argument.
const sources = JSON.parse(process.argv[2]) as Sources;
await installNativeLibrary({
  source: 'registry',
  sources,
  tell: (progress) => writeSync(1, `${JSON.stringify(progress)}\n`),
});
