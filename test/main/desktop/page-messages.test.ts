import { EventEmitter } from 'node:events';
import type { BrowserWindow } from 'electron';
import { expect, it } from 'vitest';
import { PageMessages } from '../../../src/main/desktop/ipc.ts';
import { PAGE_ORIGIN } from '../../../src/main/desktop/origin.ts';
import type { ServerMessage } from '../../../src/shared/api/messages.ts';

/** What PageMessages uses of Electron's window. */
class StandIn extends EventEmitter {
  readonly sent: unknown[] = [];
  readonly mainFrame = { origin: PAGE_ORIGIN };
  readonly webContents = Object.assign(new EventEmitter(), {
    ipc: new EventEmitter(),
    mainFrame: this.mainFrame,
    isDestroyed: () => false,
    isCrashed: () => false,
    send: (_channel: string, message: unknown) => this.sent.push(message),
  });

  post(message: unknown, senderFrame: object | null = this.mainFrame): void {
    this.webContents.ipc.emit('workbench', { senderFrame }, message);
  }
}

function open() {
  const window = new StandIn();
  const messages = new PageMessages(window as unknown as BrowserWindow);
  const [received, refused]: [unknown[][], string[]] = [[], []];
  let closed = 0;
  const answer = () =>
    messages.answer(
      (post) => {
        const session: unknown[] = [];
        received.push(session);
        post({ kind: 'welcome' } as unknown as ServerMessage);
        return { receive: (message) => session.push(message), close: () => (closed += 1) };
      },
      (origin) => refused.push(origin),
    );
  return { window, answer, received, refused, closed: () => closed };
}

it('keeps what a page sends before there is a workbench, and passes it on in its order', () => {
  const { window, answer, received } = open();
  for (const message of ['first', 'second']) window.post(message);
  expect(window.sent).toEqual([]);
  answer();
  window.post('third');
  expect(received).toEqual([['first', 'second', 'third']]);
  expect(window.sent).toEqual([{ kind: 'welcome' }]);
});

it.each(['did-navigate', 'render-process-gone'])('forgets what a page has sent that is gone by %s', (event) => {
  const { window, answer, received, closed } = open();
  window.post('of the page before');
  window.webContents.emit(event);
  answer();
  window.post('of this page');
  expect(received).toEqual([['of this page']]);
  window.webContents.emit(event);
  expect(closed()).toBe(1);
  window.post('of the next page');
  expect(received).toEqual([['of this page'], ['of the next page']]);
});

it('takes nothing from another frame, nor from ours while it shows another page', () => {
  const { window, answer, received, refused } = open();
  const frames = [null, { origin: PAGE_ORIGIN }];
  for (const frame of frames) window.post('early', frame);
  answer();
  for (const frame of frames) window.post('late', frame);
  window.mainFrame.origin = 'https://example.org';
  window.post('elsewhere');
  expect(received).toEqual([]);
  expect(refused).toEqual(['a frame that is gone', PAGE_ORIGIN, 'https://example.org']);
});
