import { readFileSync, writeFileSync } from 'node:fs';
import type { BrowserWindow, Rectangle } from 'electron';
import { z } from 'zod';

const stateSchema = z.object({
  bounds: z.object({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) }),
  maximized: z.boolean(),
});

export interface WindowState {
  /** The window's place when it is not maximised, in screen pixels; undefined lets the system choose. */
  readonly bounds: Rectangle | undefined;
  readonly maximized: boolean;
}

/** The part of a window's title bar that must lie on a screen, so that the user can drag the window. */
const REACHABLE = { width: 120, height: 24 };

function isReachable({ x, y, width }: Rectangle, displays: readonly Rectangle[]): boolean {
  return displays.some((display) => {
    const across = Math.min(x + width, display.x + display.width) - Math.max(x, display.x);
    return across >= REACHABLE.width && y >= display.y && y + REACHABLE.height <= display.y + display.height;
  });
}

/** What `text` remembers, as far as it fits screens with these work areas: one that was unplugged is forgotten. */
export function recallState(text: string | undefined, displays: readonly Rectangle[]): WindowState {
  const parsed = stateSchema.safeParse(parseJson(text));
  if (!parsed.success) return { bounds: undefined, maximized: false };
  const { bounds, maximized } = parsed.data;
  return { bounds: isReachable(bounds, displays) ? bounds : undefined, maximized };
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the file holds; undefined where there is none. */
export function readState(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Writes where the window is, into `file`, whenever it is about to close. */
export function rememberState(window: BrowserWindow, file: string): void {
  window.on('close', () => {
    try {
      writeFileSync(file, JSON.stringify({ bounds: window.getNormalBounds(), maximized: window.isMaximized() }));
    } catch (error) {
      // A full disk costs the place of the window, and must not keep it open.
      console.error(String(error));
    }
  });
}
