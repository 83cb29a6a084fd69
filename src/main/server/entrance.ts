import { createHash } from 'node:crypto';

/** A small page of its own, and the policy that it is sent with (https://www.w3.org/TR/CSP3/#match-element-to-source-list). */
export interface EntrancePage {
  readonly html: string;
  readonly policy: string;
}

const sha256 = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

function policy(sources: readonly string[], formAction: string): string {
  return [
    "default-src 'none'",
    ...sources,
    "base-uri 'none'",
    `form-action ${formAction}`,
    "frame-ancestors 'none'",
  ].join('; ');
}

const HEAD = '<!doctype html><html lang="en"><meta charset="utf-8"><title>GAN Workbench</title>';

/**
 * Answers a browser that came with a key: sets the cookie and leads to `root`, which replaces the address with the key in the
 * history. This is a page, not a redirection: after a link from another site (such as a terminal in the browser) a redirection
 * would still count as that site's request, for which no SameSite=Strict cookie is sent.
 */
export function welcomePage(root: string): EntrancePage {
  const script = `location.replace(${JSON.stringify(root)} + location.hash)`;
  return { html: `${HEAD}<script>${script}</script>\n`, policy: policy([`script-src ${sha256(script)}`], "'none'") };
}

const STYLE =
  'body{font:15px/1.5 system-ui,sans-serif;margin:15vh auto 0;max-width:26rem;padding:0 1rem;color-scheme:light dark}' +
  'input,button{font:inherit;padding:.4rem .6rem}input{letter-spacing:.1em;width:9rem}';

/** Asks for the code that the terminal has printed; `refusal` says why the one before was not taken. */
export function codePage(refusal?: string): EntrancePage {
  const said = refusal === undefined ? '' : `<p role="alert">${refusal}</p>`;
  const html =
    `${HEAD}<meta name="viewport" content="width=device-width"><style>${STYLE}</style><h1>GAN Workbench</h1>` +
    '<form method="post" action="/enter"><p><label for="code">The code printed in the terminal</label></p>' +
    '<p><input id="code" name="code" autocomplete="off" spellcheck="false" autofocus required> <button>Open</button></p>' +
    `${said}</form></html>\n`;
  return { html, policy: policy([`style-src ${sha256(STYLE)}`], "'self'") };
}
