import { acquireOwner } from '../../../../src/main/store/owners.ts';
import { openStore } from '../../../../src/main/store/store.ts';

/** Opens the store (and creates it, if it is the first), waits for the start, and claims what waits. */
const [path] = process.argv.slice(2);
const store = openStore(path);
const owner = acquireOwner(path);
process.stdout.write('ready\n');
process.stdin.once('data', () => {
  const claimed = store.states.claimWaiting(owner.id);
  process.stdout.write(`${JSON.stringify(claimed)}\n`);
  store.close();
  owner.release();
  process.exit();
});
