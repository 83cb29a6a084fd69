import { acquireOwner } from '../../../../src/main/store/owners.ts';
import { openStore } from '../../../../src/main/store/store.ts';

/** Opens the store (and creates it, if it is the first), waits for the start, and claims queued runs until none is left. */
const [path] = process.argv.slice(2);
const store = openStore(path);
const owner = acquireOwner(path);
process.stdout.write('ready\n');
process.stdin.once('data', () => {
  const claimed: string[] = [];
  for (let id = store.claimNextQueued(owner.id); id !== undefined; id = store.claimNextQueued(owner.id)) {
    claimed.push(id);
    // Starting a run takes a moment, in which the others claim.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3);
  }
  process.stdout.write(`${JSON.stringify(claimed)}\n`);
  store.close();
  owner.release();
  process.exit();
});
