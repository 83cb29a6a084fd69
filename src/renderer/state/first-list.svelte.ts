import { runs } from './runs.svelte.ts';

/** Milliseconds after which what waits for the list does so no longer: reading a large store takes long. */
const PATIENCE = 500;

/** Resolves after the next picture, or soon where none is drawn, as in a window that is behind others. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    const done = () => setTimeout(resolve);
    requestAnimationFrame(done);
    setTimeout(done, 100);
  });
}

/**
 * Resolves once the first rows of the list are on the screen. What stands beside the list takes longer to draw, and begins after
 * it, so that the list can be used meanwhile.
 */
export function firstListPainted(): Promise<void> {
  return new Promise((resolve) => {
    const waited = setTimeout(resolve, PATIENCE);
    const stop = $effect.root(() => {
      $effect(() => {
        if (!runs.complete && runs.all.length === 0) return;
        clearTimeout(waited);
        void painted().then(() => {
          stop();
          resolve();
        });
      });
    });
  });
}
