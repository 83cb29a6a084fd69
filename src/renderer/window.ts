import { mount } from 'svelte';
import { z } from 'zod';
import App from './App.svelte';
import { detailView, otherViews } from './deferred-views.ts';
import { bridge } from './state/connection.svelte.ts';

// The page's policy allows no code made from text, which zod would try.
z.config({ jitless: true });

/** Draws the window, and fetches the code of what it does not show yet. */
export async function openWindow(target: HTMLElement): Promise<void> {
  mount(App, { target });
  // In advance, so that no view waits for its code, and a build that replaces the files later takes none of it away.
  await detailView.load();
  await otherViews.load();
  // It is chosen for the first who asks: now, when nobody waits, and not when a run is launched.
  await bridge.read('settings.fused_build', {});
}
