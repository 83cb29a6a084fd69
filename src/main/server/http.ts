import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { CONTENT_SECURITY_POLICY } from '../app/page-headers.ts';
import { codePage, welcomePage, type EntrancePage } from './entrance.ts';
import type { Admission, Gate } from './gate.ts';
import type { Page } from './page.ts';

/** Headers of every answer. https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers */
const HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};
const TEXT = 'text/plain; charset=utf-8';
const A_YEAR_SECONDS = 31_536_000;
/** The path that a typed code is sent to. */
const ENTER = '/enter';
const MOST_FORM_BYTES = 200;

export interface AnswerOptions {
  readonly gate: Gate;
  readonly page: Page;
  /** Called with the connection of each request that was let in. */
  readonly letIn: (socket: Socket) => void;
  readonly failed: (error: unknown) => void;
}

/** Answers requests for the files of the page, to whom the gate lets in. */
export function answerRequests(options: AnswerOptions): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      options.failed(error);
      if (response.headersSent) response.destroy();
      else say(response, 500, 'The workbench could not answer; see its log file.');
    });
  };
}

async function answer(options: AnswerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { gate, page, letIn } = options;
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  if (request.method === 'POST' && request.url === ENTER) {
    await takeCode(gate, request, response);
    return;
  }
  const admission = gate.admit(request);
  if (admission.kind === 'admitted') letIn(request.socket);
  if (admission.kind !== 'refused' && request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    say(response, 405, 'Only GET requests are allowed here.');
    return;
  }
  const isHead = request.method === 'HEAD';
  if (admission.kind === 'admitted') await sendFile(page, admission.path, response, isHead);
  else receive(admission, response, isHead);
}

/** Handles a code that was typed into the page which asks for it. */
async function takeCode(gate: Gate, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const size = Number(request.headers['content-length'] ?? NaN);
  if (!(size <= MOST_FORM_BYTES)) {
    response.setHeader('Connection', 'close');
    say(response, 413, 'The request is too large.');
    return;
  }
  const typed = new URLSearchParams(await text(request)).get('code') ?? '';
  const admission = gate.admitCode(request, typed);
  if (admission.kind === 'wrong code') sendEntrance(response, 403, codePage(admission.reason), false);
  else receive(admission, response, false);
}

/** Answers a request without a session. */
function receive(admission: Exclude<Admission, { kind: 'admitted' }>, response: ServerResponse, isHead: boolean): void {
  switch (admission.kind) {
    case 'welcome':
      response.setHeader('Set-Cookie', admission.cookie);
      sendEntrance(response, 200, welcomePage(admission.root), isHead);
      break;
    case 'code asked':
      sendEntrance(response, 200, codePage(), isHead);
      break;
    case 'refused':
      say(response, 403, admission.reason);
      break;
  }
}

async function sendFile(page: Page, path: string, response: ServerResponse, isHead: boolean): Promise<void> {
  const file = await page.file(path);
  if (file === undefined) {
    say(response, 404, 'Not found: the workbench has no page at this address.');
    return;
  }
  response.writeHead(200, {
    'Content-Type': file.type,
    'Content-Length': file.bytes.byteLength,
    'Cache-Control': file.isLasting ? `private, max-age=${A_YEAR_SECONDS}, immutable` : 'no-cache',
  });
  response.end(isHead ? undefined : file.bytes);
}

function sendEntrance(response: ServerResponse, status: number, { html, policy }: EntrancePage, isHead: boolean): void {
  response.writeHead(status, {
    'Content-Security-Policy': policy,
    // A form that is sent without any referrer has no origin either, by which it is judged.
    'Referrer-Policy': 'same-origin',
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
  });
  response.end(isHead ? undefined : html);
}

/** `sentence` as the whole answer. */
function say(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { 'Content-Type': TEXT, 'Cache-Control': 'no-store' }).end(`${sentence}\n`);
}
