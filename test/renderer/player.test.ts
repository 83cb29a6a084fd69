import { beforeEach, describe, expect, it } from 'vitest';
import type { PackedSnapshot } from '../../src/shared/frames/packed-snapshot.ts';
import type { RunStatus } from '../../src/shared/run.ts';
import { packed, vanillaSnapshot } from '../main/store/recordings.ts';
import { row } from '../shared/run-rows.ts';
import { workbench } from './page.ts';
import { Player } from '../../src/renderer/detail/player.svelte.ts';
import { WatchedRun } from '../../src/renderer/detail/watched-run.svelte.ts';
import { windowLocation } from '../../src/renderer/state/location.svelte.ts';

const EPOCHS = [1, 10, 20, 30, 40];
const snapshot = (epoch: number): PackedSnapshot => ({ ...packed(vanillaSnapshot(1)), epoch });

beforeEach(() => {
  workbench.posted.length = 0;
  windowLocation.refine({ epoch: undefined });
});

/** A player of a run that has a snapshot at each of `EPOCHS`; of those in `there` the picture has come. */
function playerOf(status: RunStatus, there: readonly number[] = EPOCHS) {
  const watched = new WatchedRun('r');
  const { run } = row({ seed: 1, status, config: { epochs: 40 } });
  watched.run = 'endedAt' in run ? { ...run, endedAt: '2026-01-01T00:00:00.000Z' } : run;
  watched.snapshotEpochs = EPOCHS;
  for (const epoch of there) watched.frames.add(snapshot(epoch));
  const player = new Player(watched);
  player.open();
  return { player, watched };
}

describe('the player of a run', () => {
  it('opens a run that ended long ago on its last picture, and one that trains where it is', () => {
    const { player } = playerOf('finished');
    expect([player.epoch, player.isPlaying]).toEqual([40, false]);
    const { player: growing } = playerOf('running');
    expect([growing.epoch, growing.isPlaying]).toEqual([40, true]);
  });

  it('opens where the address says, on the picture of that epoch or the one before it', () => {
    windowLocation.refine({ epoch: 25 });
    const { player } = playerOf('finished');
    expect(player.epoch).toBe(20);
    expect(player.shown?.epoch).toBe(20);
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
    const { player, watched } = playerOf('finished', [1]);
    player.seek(1);
    expect(player.shown?.epoch).toBe(1);
    player.togglePlaying();
    player.advance(0.5);
    expect([player.epoch, player.shown?.epoch]).toEqual([10, 1]);
    player.advance(1);
    expect(player.epoch).toBe(10);
    watched.frames.add(snapshot(10));
    expect(player.shown?.epoch).toBe(10);
    player.advance(0.5);
    expect(player.epoch).toBe(30);
  });

  it('has numbers stand for some pictures while it plays, and follow at once when it is stopped', () => {
    const { player } = playerOf('finished');
    player.seek(1);
    player.togglePlaying();
    player.advance(0.5);
    expect([player.shown?.epoch, player.told?.epoch]).toEqual([10, 1]);
    player.togglePlaying();
    expect(player.told?.epoch).toBe(10);
  });

  it('fetches the picture that is shown before those around it', () => {
    const { player } = playerOf('finished', []);
    player.seek(20);
    player.fetch();
    expect(workbench.inputs('run.frames')).toEqual([{ run: 'r', epochs: [20] }]);
  });
});
