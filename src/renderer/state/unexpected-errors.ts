import { bridge } from './connection.svelte.ts';
import { notices } from './notices.svelte.ts';
import { settings } from './settings.svelte.ts';

/** The most characters of a message and of a stack that are logged. */
const MESSAGE_LENGTH = 10_000;
const STACK_LENGTH = 100_000;

/** Chromium's error when a size changes while size changes are being reported; it reports the change in the next frame. */
const HARMLESS = /^ResizeObserver loop/;

const reported = new Set<string>();

function partsOf(error: unknown): { readonly message: string; readonly stack: string } {
  if (!(error instanceof Error)) return { message: String(error), stack: '' };
  return { message: error.message, stack: error.stack ?? '' };
}

/** Logs the whole error as soon as the workbench can be reached. */
export function logError(error: unknown): void {
  const { message, stack } = partsOf(error);
  void log(message.slice(0, MESSAGE_LENGTH), stack.slice(0, STACK_LENGTH));
}

/** Logs the whole error as soon as the workbench can be reached, and shows one notice about it. */
export function reportUnexpectedError(error: unknown): void {
  const { message, stack } = partsOf(error);
  // An error at every frame is shown only once.
  const key = stack || message;
  if (HARMLESS.test(message) || reported.has(key)) return;
  reported.add(key);
  logError(error);
  const file = settings.current ? ` ${settings.current.logFile}` : '';
  notices.error({ message: `Unexpected error in the window; details are in the log file${file}.` });
}

async function log(message: string, stack: string): Promise<void> {
  await bridge.opened();
  await bridge.request('settings.log_error', { message, stack });
}

/** From now on, an uncaught error of the window is logged in full and reported once in plain words. */
export function reportUnexpectedErrors(): void {
  window.addEventListener('error', ({ error, message }) => reportUnexpectedError(error ?? message));
  window.addEventListener('unhandledrejection', ({ reason }) => reportUnexpectedError(reason));
}
