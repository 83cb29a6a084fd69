import { BrowserWindow, session } from 'electron';
import { counted } from '../../shared/counted.ts';
import { byteSize } from '../../shared/byte-size.ts';
import { shownSource } from '../../shared/shown-source.ts';
import type { Theme } from '../../shared/themes.ts';
import type { ModuleQuestion } from '../app/api/shell.ts';
import type { ForeignModule } from '../files/run-files/check.ts';
import { SCHEME } from './origin.ts';

const PAGE = `${SCHEME}://question/`;
const ALLOW = '/allow';
const REFUSE = '/refuse';

/** Allows text, its style and two buttons: no script, no image, nothing from other places. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** A click or a key that was on its way to the window below is no answer. */
const FIRST_MILLISECONDS = 500;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => ESCAPES[character]);

/** A name or source with its hidden characters written out. */
const shown = (text: string) => escaped(shownSource(text));

/** The colours of the workbench's own window (renderer/theme/variables.css). */
const LIGHT =
  '--background: #ffffff; --surface: #f6f7f8; --border: #8c96a1; --text: #1b1f24; --muted: #57606a; --accent: #0b62b0; --danger: #b3261e;';
const DARK =
  '--background: #16191d; --surface: #22272d; --border: #6d7782; --text: #e8eaed; --muted: #a3abb5; --accent: #6cb2f5; --danger: #ff8a80;';

const STYLE = `
:root { color-scheme: light; ${LIGHT} }
:root[data-theme=dark] { color-scheme: dark; ${DARK} }
@media (prefers-color-scheme: dark) { :root[data-theme=system] { color-scheme: dark; ${DARK} } }
* { box-sizing: border-box; }
body {
  background: var(--surface); color: var(--text); display: flex; flex-direction: column; font: 13px/1.45 system-ui, sans-serif;
  height: 100vh; margin: 0;
}
header, footer { flex: none; padding: 14px 18px; }
h1 { font-size: 16px; margin: 0 0 6px; }
h2 { font-size: 13px; margin: 0; overflow-wrap: anywhere; }
p { margin: 0; overflow-wrap: anywhere; }
p + p { margin-top: 6px; }
main {
  background: var(--background); border-block: 1px solid var(--border); flex: 1; min-height: 0; overflow: auto; padding: 12px 18px;
}
section + section { border-top: 1px solid var(--border); margin-top: 14px; padding-top: 14px; }
pre {
  font: 12px/1.5 ui-monospace, Menlo, Consolas, 'Liberation Mono', monospace; margin: 8px 0; overflow-wrap: anywhere; tab-size: 4;
  white-space: pre-wrap;
}
.muted { color: var(--muted); }
footer { display: flex; gap: 8px; }
form { display: contents; }
button {
  background: var(--surface); border: 1px solid var(--border); border-radius: 6px; color: inherit; font: inherit; padding: 4px 12px;
}
:focus-visible { outline: 2px solid var(--accent); }
main:focus-visible { outline-offset: -2px; }
.allow { color: var(--danger); }
`;

function sectionOf({ name, source }: ForeignModule): string {
  const lines = source.split('\n').length;
  return `<section><h2>${shown(name)}</h2>
<p class="muted">${counted(lines, 'line')}, ${byteSize(Buffer.byteLength(source))}</p>
<pre>${shown(source)}</pre>
<p class="muted">The end of ${shown(name)}.</p></section>`;
}

function pageOf({ file, modules }: ModuleQuestion, theme: Theme): string {
  const isItself = modules.length === 1 && modules[0].name === file;
  const what = isItself ? 'is JavaScript that' : 'brings JavaScript that';
  return `<!doctype html><html lang="en" data-theme="${theme}"><meta charset="utf-8"><title>Allow this JavaScript to run?</title>
<style>${STYLE}</style>
<header><h1>Allow this JavaScript to run?</h1>
<p><strong>${shown(file)}</strong> ${what} this store does not have. It would run on this machine with your permissions: allow it only if you
trust its author.</p>
<p class="muted">The complete source is below. Invisible characters are written out, such as ⟨U+202E⟩.</p></header>
<main tabindex="0" autofocus aria-label="The source">${modules.map(sectionOf).join('\n')}</main>
<footer><form action="${ALLOW}"><button class="allow">Allow</button></form>
<form action="${REFUSE}"><button>Do not allow</button></form></footer>`;
}

/**
 * Asks whether JavaScript may run, in a window of the main process: no page of the workbench reaches it, and it runs no script itself. Closing it,
 * Escape, and `withdrawn` say no.
 */
export function askInOwnWindow(
  parent: BrowserWindow,
  question: ModuleQuestion,
  theme: Theme,
  withdrawn: AbortSignal,
): Promise<boolean> {
  // In memory, apart from what the workbench's page is served from.
  const own = session.fromPartition('module-question');
  const html = pageOf(question, theme);
  if (own.protocol.isProtocolHandled(SCHEME)) own.protocol.unhandle(SCHEME);
  own.protocol.handle(SCHEME, ({ url }) =>
    url === PAGE
      ? new Response(html, {
          headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY },
        })
      : new Response(null, { status: 404 }),
  );
  const window = new BrowserWindow({
    parent,
    modal: true,
    width: 760,
    height: 640,
    minWidth: 480,
    minHeight: 360,
    title: 'Allow this JavaScript to run?',
    show: false,
    minimizable: false,
    fullscreenable: false,
    webPreferences: {
      session: own,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      javascript: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  // Its keys are its own: those of the menu are about the runs below.
  window.removeMenu();
  let shownAt = Infinity;
  window.once('ready-to-show', () => {
    window.show();
    shownAt = performance.now();
  });
  return new Promise((resolve) => {
    const settle = (isAllowed: boolean) => {
      resolve(isAllowed);
      withdrawn.removeEventListener('abort', refuse);
      if (!window.isDestroyed()) window.destroy();
    };
    const refuse = () => settle(false);
    const { webContents } = window;
    webContents.on('will-navigate', (event) => {
      event.preventDefault();
      const { pathname } = new URL(event.url);
      if (pathname === REFUSE) refuse();
      else if (pathname === ALLOW && performance.now() - shownAt > FIRST_MILLISECONDS) settle(true);
    });
    webContents.on('before-input-event', (_event, { type, key }) => {
      if (type === 'keyDown' && key === 'Escape') refuse();
    });
    webContents.on('render-process-gone', refuse);
    window.on('closed', refuse);
    withdrawn.addEventListener('abort', refuse);
    if (withdrawn.aborted) refuse();
    else void window.loadURL(PAGE).catch(refuse);
  });
}
