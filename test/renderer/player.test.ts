import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { PackedSnapshot } from '../../src/shared/frames/frame-codec.ts';
import type { RunStatus } from '../../src/shared/run.ts';
import { packed, vanillaSnapshot } from '../main/store/recordings.ts';
import { row } from '../shared/run-rows.ts';
import { settled, workbench } from './page.ts';
import { Player } from '../../src/renderer/player/player.svelte.ts';
import { windowLocation } from '../../src/renderer/state/location.svelte.ts';
import { WatchedRun } from '../../src/renderer/state/watched-run.svelte.ts';

const EPOCHS = [1, 10, 20, 30, 40];
const snapshot = (epoch: number): PackedSnapshot => ({ ...packed(vanillaSnapshot(1)), epoch });

beforeEach(() => {
  workbench.posted.length = 0;
  windowLocation.refine({ epoch: undefined });
});

interface Recorded {
  readonly status?: RunStatus;
  readonly epochs?: readonly number[];
  /** Those whose picture has come. */
  readonly there?: readonly number[];
}

function watchedRun({ status = 'finished', epochs = EPOCHS, there = epochs }: Recorded): WatchedRun {
  const watched = new WatchedRun('r');
  const { run } = row({ seed: 1, status, config: { epochs: Math.max(40, ...epochs) } });
  watched.run = 'endedAt' in run ? { ...run, endedAt: '2026-01-01T00:00:00.000Z' } : run;
  watched.snapshotEpochs = epochs;
  for (const epoch of there) watched.frames.add(snapshot(epoch));
  return watched;
}

/** A player of a run that has a snapshot at each of `EPOCHS`; of those in `there` the picture has come. */
function playerOf(status: RunStatus, there: readonly number[] = EPOCHS, epochs: readonly number[] = EPOCHS) {
  const watched = watchedRun({ status, there, epochs });
  const player = new Player();
  player.show([watched]);
  player.open();
  onTestFinished(() => player.close());
  const [run] = player.runs;
  return { player, watched, run };
}

function playerOfSeveral(...recorded: readonly Recorded[]) {
  const watched = recorded.map(watchedRun);
  const player = new Player();
  player.show(watched);
  player.open();
  onTestFinished(() => player.close());
  const shown = () => player.runs.map((run) => run.shown?.epoch);
  return { player, watched, shown };
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

describe('an address that is come to while runs are open', () => {
  const visit = (player: Player, epoch: number | undefined) => {
    windowLocation.refine({ epoch });
    windowLocation.visits += 1;
    player.visit();
    player.open();
  };

  it('is followed to its epoch, and not where it has none', () => {
    const { player } = playerOf('finished');
    visit(player, 20);
    expect([player.epoch, player.isPlaying]).toEqual([20, false]);
    player.togglePlaying();
    visit(player, undefined);
    expect(player.isPlaying).toBe(true);
  });

  it('is followed once all of its runs have come', () => {
    const { player } = playerOfSeveral({ epochs: [1, 10] });
    const [short, long] = [watchedRun({ epochs: [1, 10] }), new WatchedRun('long')];
    player.show([short, long]);
    visit(player, 35);
    expect(player.isOpen).toBe(false);
    const { run, snapshotEpochs } = watchedRun({});
    Object.assign(long, { run, snapshotEpochs });
    player.open();
    expect(player.position).toBe(35);
  });

  it('keeps its epoch where the one before was about to be written into the address', async () => {
    const { player } = playerOfSeveral({}, {}, {}, {}, {});
    player.seek(10);
    visit(player, 30);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(windowLocation.address.epoch).toBe(30);
  });
});

describe('the next picture', () => {
  it('is unpacked before it is due, run by run, and not again when it is drawn', () => {
    const { player, watched, shown } = playerOfSeveral({}, {}, { there: [1, 10, 30, 40] });
    player.seek(10);
    player.togglePlaying();
    const calls = () => [player.unpackAhead(), player.unpackAhead(), player.unpackAhead()];
    expect(shown()).toEqual([10, 10, 10]);
    // Of the third run it has not come.
    expect(calls()).toEqual([true, true, false]);
    const ahead = watched.map(({ frames }) => frames.get(20));
    player.seek(20);
    expect(player.runs.slice(0, 2).map((run) => run.shown)).toEqual(ahead.slice(0, 2));
    expect(player.runs[0].shown).toBe(ahead[0]);
  });

  it('is not there after the last', () => {
    const { player } = playerOfSeveral({}, {});
    player.seek(40);
    expect(player.unpackAhead()).toBe(false);
  });
});

describe('the player of a run', () => {
  it('opens a run that ended long ago on its last picture, and one that trains where it is', () => {
    const { player } = playerOf('finished');
    expect([player.epoch, player.isPlaying]).toEqual([40, false]);
    const { player: growing } = playerOf('running');
    expect([growing.epoch, growing.isPlaying]).toEqual([40, true]);
  });

  it('opens where the address says, on the picture of that epoch or the one before it', () => {
    windowLocation.refine({ epoch: 25 });
    const { player, run } = playerOf('finished');
    expect(player.epoch).toBe(20);
    expect(run.shown?.epoch).toBe(20);
  });

  it('keeps the epoch in the address while it stands, and takes it out while it plays', () => {
    const { player } = playerOf('finished');
    player.seek(20);
    expect(windowLocation.address.epoch).toBe(20);
    player.togglePlaying();
    expect(windowLocation.address.epoch).toBeUndefined();
    player.togglePlaying();
    expect(windowLocation.address.epoch).toBe(20);
  });

  it('steps from picture to picture, and no further than the first and the last', () => {
    const { player } = playerOf('finished');
    player.seek(10);
    const seen = ([-1, -1, 1, 1, 1, 1, 1] as const).map((by) => {
      player.step(by);
      return player.epoch;
    });
    expect(seen).toEqual([1, 1, 10, 20, 30, 40, 40]);
  });

  it('plays from the start where it stood at the end, and stops there again', () => {
    const { player } = playerOf('finished');
    player.togglePlaying();
    expect([player.epoch, player.isPlaying]).toEqual([1, true]);
    player.advance(0.5);
    expect(player.epoch).toBe(10);
    player.advance(2);
    expect([player.epoch, player.isPlaying]).toEqual([40, false]);
  });

  it('waits for a picture that has not come, and shows the one before meanwhile', () => {
    const { player, watched, run } = playerOf('finished', [1]);
    player.seek(1);
    expect(run.shown?.epoch).toBe(1);
    player.togglePlaying();
    player.advance(0.5);
    expect([player.epoch, run.shown?.epoch]).toEqual([10, 1]);
    player.advance(1);
    expect(player.epoch).toBe(10);
    watched.frames.add(snapshot(10));
    expect(run.shown?.epoch).toBe(10);
    player.advance(0.5);
    expect(player.epoch).toBe(30);
  });

  it('plays over a picture that cannot be read, and says why there is none', () => {
    const { player, watched, run } = playerOf('finished', [1, 20, 30, 40]);
    watched.frames.add({ ...snapshot(10), frame: snapshot(10).frame.slice(0, 50) });
    player.seek(1);
    expect(run.shown?.epoch).toBe(1);
    player.togglePlaying();
    player.advance(0.5);
    expect([player.epoch, run.shown?.epoch]).toEqual([10, 1]);
    expect(run.failure).toMatch(/cannot be read/);
    player.advance(0.5);
    expect([player.epoch, run.shown?.epoch, run.failure]).toEqual([30, 30, undefined]);
  });

  it('has numbers stand for some pictures while it plays, and follow at once when it is stopped', () => {
    const { player, run } = playerOf('finished', upTo(40), upTo(40));
    player.seek(1);
    player.togglePlaying();
    player.advance(1 / 3);
    expect([run.shown?.epoch, run.described?.epoch, player.describedEpoch]).toEqual([11, 9, 9]);
    player.togglePlaying();
    expect([run.described?.epoch, player.describedEpoch]).toEqual([11, 11]);
  });

  it('draws no more pictures than a screen shows, however fast it plays', () => {
    const { player } = playerOf('finished', upTo(400), upTo(400));
    player.seek(1);
    player.speed = 8;
    player.togglePlaying();
    const seen = new Set<number | undefined>();
    for (let tick = 0; tick < 240; tick++) {
      player.advance(1 / 240);
      seen.add(player.epoch);
    }
    expect(player.epoch).toBe(240);
    expect(seen.size).toBeGreaterThan(58);
    expect(seen.size).toBeLessThan(63);
  });

  it('waits at the newest picture of a run in training, without asking when the next one is due', () => {
    const { player, watched } = playerOf('running');
    expect(player.secondsToNext).toBe(Infinity);
    player.advance(1);
    expect([player.epoch, player.isPlaying]).toEqual([40, true]);
    watched.snapshotEpochs = [...EPOCHS, 50];
    expect(player.secondsToNext).toBeCloseTo(1 / 3, 10);
  });

  it('plays a run that waits in the queue to go on from its beginning, as one that is over', () => {
    const { player } = playerOf('queued');
    expect([player.epoch, player.isPlaying]).toEqual([40, false]);
    player.togglePlaying();
    expect([player.epoch, player.isPlaying]).toEqual([1, true]);
  });

  it('fetches the picture that is shown before those around it', () => {
    const { player } = playerOf('finished', []);
    player.seek(20);
    player.fetch();
    expect(workbench.inputs('run.frames')).toEqual([{ run: 'r', epochs: [20] }]);
  });
});

describe('the player of several runs', () => {
  const LONG = { epochs: upTo(120) };

  it('is at one epoch of them all, the shorter ones at their end, or at the same fraction of each', () => {
    const { player, shown } = playerOfSeveral({}, LONG);
    expect([player.length, player.last, player.areUnequal]).toEqual([120, 120, true]);
    player.seek(35);
    expect([player.epoch, player.title, shown()]).toEqual([35, 'epoch 35', [30, 35]]);
    player.seek(90);
    expect(shown()).toEqual([40, 90]);
    player.alignment = 'fraction';
    expect([player.title, shown()]).toEqual(['75 % of each run', [30, 90]]);
  });

  it('steps to whatever one of them shows next, and back', () => {
    const { player, shown } = playerOfSeveral({}, { epochs: [15, 30, 40] });
    player.seek(10);
    const seen = ([1, 1, 1, -1] as const).map((by) => {
      player.step(by);
      return shown();
    });
    expect(seen).toEqual([
      [20, 15],
      [30, 30],
      [40, 40],
      [30, 30],
    ]);
  });

  it('waits for the slowest of them', () => {
    const { player, watched } = playerOfSeveral({}, { ...LONG, there: [1] });
    player.seek(1);
    player.togglePlaying();
    player.advance(0.5);
    player.advance(0.5);
    expect(player.epoch).toBe(16);
    watched[1].frames.add(snapshot(16));
    player.advance(0.5);
    expect(player.epoch).toBe(31);
  });

  it('draws thirty pictures a second at any speed, and fewer while many of them train', () => {
    const drawn = (count: number, status: RunStatus) => {
      const { player } = playerOfSeveral(...Array.from({ length: count }, () => ({ ...LONG, status })));
      player.seek(1);
      player.speed = 4;
      player.togglePlaying();
      player.advance(0.5);
      return [player.position, player.place, player.described];
    };
    expect(drawn(2, 'finished')).toEqual([61, 60, 48]);
    expect(drawn(5, 'running')).toEqual([61, 60, 1]);
  });

  it('waits for those that are in the queue', () => {
    const { player } = playerOfSeveral({}, { status: 'queued', epochs: [] });
    expect([player.position, player.isPlaying, player.isGrowing]).toEqual([40, true, true]);
  });

  it('keeps the epoch in the address once it has stood still', () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { player } = playerOfSeveral({}, LONG);
    for (const epoch of [20, 40, 60]) player.seek(epoch);
    expect(windowLocation.address.epoch).toBeUndefined();
    vi.runAllTimers();
    expect(windowLocation.address.epoch).toBe(60);
    player.seek(70);
    player.close();
    vi.runAllTimers();
    expect(windowLocation.address.epoch).toBe(60);
  });

  it('goes on with those that it played before where others come and go', () => {
    const { player, watched } = playerOfSeveral({}, LONG);
    const [kept] = player.runs;
    player.seek(20);
    player.show([watched[0], watchedRun({})]);
    expect(player.runs[0]).toBe(kept);
    expect([player.runs.length, player.position, player.length]).toEqual([2, 20, 40]);
  });

  it('asks for what is drawn now, one question at a time, and then for what will be', async () => {
    const { player } = playerOfSeveral({ ...LONG, there: [] }, { ...LONG, there: [] });
    player.seek(5);
    player.togglePlaying();
    player.fetch();
    player.fetch();
    expect(workbench.inputs('run.frames')).toEqual([5, 5].map((epoch) => ({ run: 'r', epochs: [epoch] })));
    for (const { id } of workbench.requests('run.frames')) workbench.tell({ kind: 'reply', id, output: [snapshot(5)] });
    await settled();
    player.fetch();
    const asked = workbench.inputs('run.frames').slice(2) as { readonly epochs: readonly number[] }[];
    expect(asked.map(({ epochs }) => [epochs[0], epochs.at(-1)])).toEqual([
      [6, 65],
      [66, 94],
      [6, 65],
      [66, 94],
    ]);
  });
});
