import { readFileSync, realpathSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { protocol } from 'electron';
import { CONTENT_SECURITY_POLICY, CONTENT_TYPES } from '../app/page-headers.ts';
import { HOST, SCHEME } from './origin.ts';

/** Bundled, we lie in out/main, beside out/renderer. */
const RENDERER = fileURLToPath(new URL('../renderer', import.meta.url));

const refuse = (status: 403 | 404 | 405) => new Response(null, { status });

/** The file that a path of the page names; undefined where there is none, or where it lies outside the page's folder. */
function fileOf(pathname: string): string | undefined {
  try {
    const folder = realpathSync.native(RENDERER);
    // Links are followed first: what counts is where the file lies.
    const file = realpathSync.native(join(folder, decodeURIComponent(pathname)));
    return file.startsWith(folder + sep) ? file : undefined;
  } catch {
    return undefined;
  }
}

/** Reads at once: these are small files, and each wait for the disk would cost a turn of a thread that has much to do. */
function serve(request: Request): Response {
  if (request.method !== 'GET') return refuse(405);
  const { host, pathname } = new URL(request.url);
  if (host !== HOST) return refuse(403);
  const file = fileOf(pathname === '/' ? '/index.html' : pathname);
  const type = file === undefined ? undefined : CONTENT_TYPES[extname(file)];
  if (file === undefined || type === undefined) return refuse(404);
  try {
    return new Response(readFileSync(file), {
      headers: {
        'content-type': type,
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-cache',
      },
    });
  } catch {
    return refuse(404);
  }
}

/** Makes the scheme known; before the application is ready, as Electron asks. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the built renderer as `app://workbench/`, and nothing else. */
export function servePage(): void {
  protocol.handle(SCHEME, serve);
}
