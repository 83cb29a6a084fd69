import type { IncomingMessage, ServerResponse } from 'node:http';
import { CONTENT_SECURITY_POLICY } from '../workbench/content-security.ts';
import type { Gate } from './gate.ts';
import type { Page } from './page.ts';
import { WELCOME, WELCOME_POLICY } from './welcome.ts';

/** Of every answer. https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers */
const HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};
const TEXT = 'text/plain; charset=utf-8';
const A_YEAR_SECONDS = 31_536_000;

/** Answers requests for the files of the page, to whom the gate lets in. */
export function answerRequests(
  gate: Gate,
  page: Page,
  failed: (error: unknown) => void,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    answer(gate, page, request, response).catch((error: unknown) => {
      failed(error);
      if (response.headersSent) response.destroy();
      else say(response, 500, 'The workbench could not answer; the reason is in its log.');
    });
  };
}

async function answer(gate: Gate, page: Page, request: IncomingMessage, response: ServerResponse): Promise<void> {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  const admission = gate.admit(request);
  if (admission.kind === 'refused') {
    say(response, 403, admission.reason);
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    say(response, 405, 'The workbench is only read from here.');
    return;
  }
  if (admission.kind === 'welcome') {
    response.writeHead(200, {
      'Set-Cookie': admission.cookie,
      'Content-Security-Policy': WELCOME_POLICY,
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
    });
    response.end(request.method === 'HEAD' ? undefined : WELCOME);
    return;
  }
  const file = await page.file((request.url ?? '/').split('?', 1)[0]);
  if (file === undefined) {
    say(response, 404, 'There is nothing of the workbench at this address.');
    return;
  }
  response.writeHead(200, {
    'Content-Type': file.type,
    'Content-Length': file.bytes.byteLength,
    'Cache-Control': file.isLasting ? `private, max-age=${A_YEAR_SECONDS}, immutable` : 'no-cache',
  });
  response.end(request.method === 'HEAD' ? undefined : file.bytes);
}

/** `sentence` as the whole answer. */
function say(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { 'Content-Type': TEXT, 'Cache-Control': 'no-store' }).end(`${sentence}\n`);
}
