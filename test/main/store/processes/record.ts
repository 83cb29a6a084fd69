import { acquireOwner } from '../../../../src/main/store/owners.ts';
import { openStore } from '../../../../src/main/store/store.ts';
import { newRun } from '../new-run.ts';
import { checkpoint, epochRecord, packed, START, upTo, vanillaSnapshot } from '../recordings.ts';

/** Records a run, ten epochs a message, without end; prints the last epoch of each message once it is in the store. */
const [path, id] = process.argv.slice(2);
const store = openStore(path);
const owner = acquireOwner(path);
store.runs.create({ ...newRun(id), owner: owner.id });
store.states.start(id, START, { law: 'normal', floors: [] });
for (let first = 1; ; first += 10) {
  const last = first + 9;
  store.recordings.append({
    run: id,
    epochs: upTo(last, epochRecord, first),
    snapshots: upTo(last, vanillaSnapshot, first).map(packed),
    rolling: checkpoint(last),
    kept: [checkpoint(last, 1000)],
  });
  process.stdout.write(`${last}\n`);
}
