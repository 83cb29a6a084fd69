import { expect, test, vi } from 'vitest';
import { LiveCourse } from '../../../src/main/runs/live-course.ts';
import { openForTest, storeInTraining, newStorePath } from '../store/fixtures.ts';
import { checkpoint, epochRecord, packed, upTo, vanillaFrame, vanillaSnapshot } from '../store/recordings.ts';

const RUN = 'run-1';

/** A snapshot every fifth epoch, with a frame that costs little. */
function recording(first: number, last: number) {
  const { frame } = packed({ ...vanillaSnapshot(0), frame: vanillaFrame(0, 4) });
  const epochs = upTo(last, epochRecord, first);
  const snapshots = epochs
    .filter(({ epoch }) => epoch % 5 === 0)
    .map(({ epoch, lossReal }) => ({
      epoch,
      metrics: { wasserstein_1: lossReal, ks: epoch % 30 === 0 ? NaN : epoch / 1000 },
      averageMetrics: { wasserstein_1: 1 / epoch },
      outside: 0,
      frame,
    }));
  return { run: RUN, epochs, snapshots, rolling: checkpoint(last, 10), kept: [] };
}

test('how a run in training goes is told to the last digit as from all of its rows, also after it was taken back', () => {
  const path = newStorePath();
  const store = storeInTraining(RUN, path);
  // Another process looks on.
  const other = openForTest(path);
  const course = new LiveCourse(RUN, 'wasserstein_1', 10);
  let done = 0;
  for (const last of [3, 40, 41, 200, 333]) {
    store.recordings.append(recording(done + 1, last));
    done = last;
    const { summaries, line } = course.read(other, done);
    expect(summaries).toEqual(store.runs.summaries(RUN));
    expect(line.length).toBeLessThanOrEqual(20);
  }
  store.recordings.truncateAfter(RUN, 333);
  store.recordings.append({ ...recording(334, 350), kept: [] });
  expect(course.read(store, 350).summaries).toEqual(store.runs.summaries(RUN));
  const taken = storeInTraining(RUN, newStorePath());
  taken.recordings.append(recording(1, 100));
  expect(course.read(taken, 100).summaries).toEqual(taken.runs.summaries(RUN));
});

test('it costs what is new and not what there is', () => {
  const store = storeInTraining(RUN);
  const course = new LiveCourse(RUN, 'wasserstein_1', 30);
  for (let first = 1; first < 20_000; first += 1000) store.recordings.append(recording(first, first + 999));
  course.read(store, 20_000);
  let rows = 0;
  const count = <Row>(read: Row[]): Row[] => {
    rows += read.length;
    return read;
  };
  const readEpochs = store.epochs.read.bind(store);
  const readMeasurements = store.snapshots.readMeasurements.bind(store);
  vi.spyOn(store.epochs, 'read').mockImplementation((run, after) => count(readEpochs(run, after)));
  vi.spyOn(store.snapshots, 'readMeasurements').mockImplementation((run, after) => count(readMeasurements(run, after)));
  const summaries = vi.spyOn(store.runs, 'summaries');
  for (let done = 20_000; done < 20_100; done += 10) {
    store.recordings.append(recording(done + 1, done + 10));
    course.read(store, done + 10);
  }
  // Of every ten epochs, the epochs and their two snapshots.
  expect(rows).toBe(100 + 20);
  expect(summaries).not.toHaveBeenCalled();
});
