import { beforeEach, describe, expect, it } from 'vitest';
import { packedBytes, unpackSnapshot, type PackedSnapshot } from '../../src/shared/frames/frame-codec.ts';
import { packed, vanillaSnapshot } from '../main/store/recordings.ts';
import { settled, workbench } from './page.ts';
import { Frames } from '../../src/renderer/state/watched-run.svelte.ts';

/** All of the same size. */
const snapshot = (epoch: number): PackedSnapshot => ({ ...packed(vanillaSnapshot(1)), epoch });
const EACH = packedBytes(snapshot(1));
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

beforeEach(() => {
  workbench.posted.length = 0;
});

const asked = () => workbench.inputs('run.frames').map((input) => (input as { epochs: number[] }).epochs);

/** Frames of which one has come, so that they know how large each is. */
async function opened(room: number): Promise<Frames> {
  const frames = new Frames('r', () => room * EACH);
  frames.want(upTo(400));
  expect(asked()).toEqual([[1]]);
  await workbench.reply('run.frames', [snapshot(1)]);
  workbench.posted.length = 0;
  return frames;
}

describe('the pictures of a run', () => {
  it('are asked for in pieces, each once, and are there when they have come', async () => {
    const frames = await opened(1000);
    frames.want(upTo(100));
    frames.want(upTo(100));
    expect(asked().map((epochs) => [epochs[0], epochs.at(-1)])).toEqual([
      [2, 61],
      [62, 100],
    ]);
    expect(frames.isAsking).toBe(true);
    await workbench.reply('run.frames', upTo(100).slice(61).map(snapshot));
    expect(frames.get(62)?.epoch).toBe(62);
    expect(frames.get(2)).toBeUndefined();
  });

  it('are no more than fit: those looked at longest ago go, those that are wanted stay', async () => {
    const frames = await opened(20);
    frames.want(upTo(400));
    expect(asked()).toEqual([upTo(10).slice(1)]);
    await workbench.reply('run.frames', upTo(10).slice(1).map(snapshot));
    frames.want([1]);
    for (let epoch = 11; epoch <= 25; epoch++) frames.add(snapshot(epoch));
    expect(upTo(25).filter((epoch) => frames.get(epoch))).toEqual([1, ...upTo(25).slice(6)]);
  });

  it('that an answer left out, or that was lost on the way, are asked for again', async () => {
    const frames = await opened(1000);
    frames.want([1, 2, 3]);
    await workbench.reply('run.frames', [snapshot(2)]);
    frames.want([1, 2, 3]);
    expect(asked()).toEqual([[2, 3], [3]]);
    await workbench.refuse('run.frames', { code: 'connection-lost', message: 'away' });
    expect(frames.isAsking).toBe(false);
    frames.want([1, 2, 3]);
    expect(asked().at(-1)).toEqual([3]);
  });

  it('come packed and are unpacked when they are drawn, each to one object while it is looked at', async () => {
    const frames = await opened(1000);
    const drawn = frames.get(1);
    expect(drawn).toEqual(unpackSnapshot(snapshot(1)));
    frames.add({ ...packed(vanillaSnapshot(2)), epoch: 2 });
    expect(frames.get(2)).toEqual(unpackSnapshot({ ...packed(vanillaSnapshot(2)), epoch: 2 }));
    expect(frames.get(1)).toBe(drawn);
    frames.add(snapshot(1));
    expect(frames.get(1)).not.toBe(drawn);
  });

  it('that cannot be read are there without a picture and say why, and leave those beside them alone', async () => {
    const frames = await opened(1000);
    const { frame } = snapshot(2);
    frames.add({ ...snapshot(2), frame: frame.slice(0, 100) });
    frames.add({ ...snapshot(3), frame: frame.with(0, 99) });
    expect([1, 2, 3].map((epoch) => frames.has(epoch))).toEqual([true, true, true]);
    expect([1, 2, 3].map((epoch) => frames.get(epoch)?.epoch)).toEqual([1, undefined, undefined]);
    expect(frames.failure(1)).toBeUndefined();
    expect(frames.failure(2)).toMatch(/damaged/);
    expect(frames.failure(3)).toMatch(/version 99/);
    frames.want([1, 2, 3]);
    expect(asked()).toEqual([]);
  });

  it('of a run that was taken back are forgotten', async () => {
    const frames = await opened(1000);
    expect(frames.get(1)).toBeDefined();
    frames.clear();
    await settled();
    expect(frames.get(1)).toBeUndefined();
  });
});
