import { createHash } from 'node:crypto';

/** Leads on to the clean address in the place of the one with the key, which so stays in no history. */
const SCRIPT = `location.replace('/' + location.hash)`;

/**
 * What answers whoever comes with the key, beside the cookie. Not a redirection: after a link of another site (a
 * terminal in the browser) that would still be the other site's doing, for which no SameSite=Strict cookie is sent.
 */
export const WELCOME = `<!doctype html><meta charset="utf-8"><title>GAN Workbench</title><script>${SCRIPT}</script>\n`;

/** https://www.w3.org/TR/CSP3/#match-element-to-source-list */
export const WELCOME_POLICY = [
  "default-src 'none'",
  `script-src 'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
