import { startPictureClock } from './picture-clock.ts';
import type { Player } from './player.svelte.ts';

/** Opens a player, fetches what it shows and moves it while it plays, for as long as the calling component exists. */
export function keepPlaying(player: Player): void {
  $effect(() => player.open());
  $effect(() => player.fetch());
  $effect(() => {
    if (!player.isPlaying) return;
    return startPictureClock(
      (seconds) => player.advance(seconds),
      () => player.secondsToNext,
    );
  });
}
