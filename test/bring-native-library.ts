import { installNativeLibrary } from '../src/main/native-library/install.ts';
import { findNativeLibrary } from '../src/main/native-library/location.ts';
import type { Tell } from '../src/main/native-library/progress.ts';

/**
 * Vitest's global set-up: where the registry has a build of TensorFlow's native library for this machine, it is fetched
 * into the user's cache, once. Where it cannot be, the tests that need it say so themselves.
 */
export default async function bringNativeLibrary(): Promise<void> {
  const found = findNativeLibrary();
  if (found.kind === 'found' || !found.sources.includes('registry')) return;
  console.log("Fetching TensorFlow's native library for the tests, once …");
  try {
    const tell: Tell = (progress) => {
      if (progress.kind === 'line') console.log(`  ${progress.text}`);
    };
    await installNativeLibrary({ source: 'registry', tell });
  } catch (error) {
    console.log(`  It could not be fetched: ${error instanceof Error ? error.message : String(error)}`);
  }
}
