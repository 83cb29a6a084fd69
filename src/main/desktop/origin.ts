/// <reference types="electron-vite/node" />

/** The scheme that serves the renderer; a standard and secure one, so that the page has an origin of its own. */
export const SCHEME = 'app';
export const HOST = 'workbench';
const ORIGIN = `${SCHEME}://${HOST}`;

/**
 * The address of electron-vite's development server. undefined in a built program, whatever its environment says, and for an
 * address of another machine.
 */
function developmentUrl(): URL | undefined {
  if (!import.meta.env.DEV) return undefined;
  const given = process.env.ELECTRON_RENDERER_URL;
  if (given === undefined || !URL.canParse(given)) return undefined;
  const url = new URL(given);
  return url.protocol === 'http:' && ['localhost', '127.0.0.1'].includes(url.hostname) ? url : undefined;
}

const development = developmentUrl();

/** The page that the window shows, and the only origin it trusts. */
export const PAGE = development?.href ?? `${ORIGIN}/`;
export const PAGE_ORIGIN = development?.origin ?? ORIGIN;
