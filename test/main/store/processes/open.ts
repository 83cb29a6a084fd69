import { openStore } from '../../../../src/main/store/store.ts';

/** Opens the store given and says how it went. */
try {
  openStore(process.argv[2]).close();
  console.log('opened');
} catch (error) {
  console.log(error instanceof Error && 'code' in error ? `${String(error.code)} ${error.message}` : error);
}
