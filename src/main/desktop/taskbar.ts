import type { BrowserWindow } from 'electron';
import type { QueueProgress } from './queue-progress.ts';

/** Shows on the taskbar, or in the dock, how far the queue is; nothing where it is empty. */
export function showProgress(window: BrowserWindow, { fraction, active, isEmpty }: QueueProgress): void {
  if (isEmpty) window.setProgressBar(-1);
  else window.setProgressBar(fraction, { mode: active > 0 ? 'normal' : 'paused' });
}
