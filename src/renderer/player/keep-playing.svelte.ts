import { startPictureClock } from './picture-clock.ts';
import type { Player } from './player.svelte.ts';

/** One more snapshot is unpacked only if so many milliseconds of idle time are left. */
const UNPACKING_MILLISECONDS = 1;

/** Some browsers do not tell of idle time. There, snapshots are unpacked when they are drawn. */
const hasIdleTime = 'requestIdleCallback' in globalThis;

/** Opens a player, fetches what it shows and moves it while it plays, for as long as the calling component exists. */
export function keepPlaying(player: Player): void {
  $effect(() => player.open());
  $effect(() => player.visit());
  $effect(() => player.fetch());
  $effect(() => {
    if (!player.isPlaying) return;
    let idle = 0;
    const unpack = (deadline: IdleDeadline) => {
      while (deadline.timeRemaining() > UNPACKING_MILLISECONDS) if (!player.unpackAhead()) return;
      idle = requestIdleCallback(unpack);
    };
    const stop = startPictureClock(
      (seconds) => {
        player.advance(seconds);
        if (!hasIdleTime) return;
        cancelIdleCallback(idle);
        idle = requestIdleCallback(unpack);
      },
      () => player.secondsToNext,
    );
    return () => {
      stop();
      if (hasIdleTime) cancelIdleCallback(idle);
    };
  });
}
