import { onDestroy, untrack } from 'svelte';

interface Lateness<Value> {
  /** Frames of the screen by which it is late at this moment; with 0 it follows at once. */
  readonly frames: () => number;
  /** Work that can be done in the frame before it follows. */
  readonly prepare: (value: Value) => void;
}

/**
 * A value that follows another some frames of the screen later, so that not all that is drawn anew is drawn in one frame. Made while a
 * component is set up.
 */
export class FramesLater<Value> {
  current: Value;
  #latest: Value;
  #waiting: number | undefined;

  constructor(value: () => Value, { frames, prepare }: Lateness<Value>) {
    this.#latest = untrack(value);
    this.current = $state.raw(this.#latest);
    const follow = () => {
      this.#stopWaiting();
      this.current = this.#latest;
    };
    const wait = (left: number) => {
      this.#waiting = requestAnimationFrame(() => {
        if (left === 1) follow();
        else {
          wait(left - 1);
          if (left === 2) prepare(this.#latest);
        }
      });
    };
    $effect.pre(() => {
      this.#latest = value();
      const wanted = frames();
      if (wanted === 0) untrack(follow);
      // Not begun anew with each value: on a busy machine one may come with every frame.
      else if (this.#waiting === undefined) wait(wanted);
    });
    onDestroy(() => this.#stopWaiting());
  }

  #stopWaiting(): void {
    if (this.#waiting !== undefined) cancelAnimationFrame(this.#waiting);
    this.#waiting = undefined;
  }
}
