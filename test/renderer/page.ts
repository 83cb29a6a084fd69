import type { ClientMessage, ServerMessage, Transport } from '../../src/shared/api/messages.ts';

type Request = Extract<ClientMessage, { kind: 'request' }>;

/** The workbench's end of the bridge: notes what the page says, and says what a test has it say. */
export class AskedWorkbench implements Transport {
  readonly posted: ClientMessage[] = [];
  readonly #receivers: ((message: ServerMessage) => void)[] = [];

  post(message: ClientMessage): void {
    this.posted.push(message);
  }

  listen(receive: (message: ServerMessage) => void): void {
    this.#receivers.push(receive);
  }

  tell(message: ServerMessage): void {
    for (const receive of this.#receivers) receive(message);
  }

  /** The requests of a name that were made so far. */
  requests(name: string): Request[] {
    return this.posted.filter((message): message is Request => message.kind === 'request' && message.name === name);
  }

  /** What each of them asked for. */
  inputs(name: string): unknown[] {
    return this.requests(name).map(({ input }) => input);
  }

  /** Answers the last request of a name, and lets the page take the answer. */
  async reply(name: string, output: unknown): Promise<void> {
    this.tell({ kind: 'reply', id: this.requests(name).at(-1)?.id ?? -1, output });
    await settled();
  }

  async refuse(name: string, error: { readonly code: string; readonly message: string; readonly path?: string }) {
    this.tell({ kind: 'refusal', id: this.requests(name).at(-1)?.id ?? -1, error });
    await settled();
  }
}

/** Until what has come has been taken. */
export const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

export const workbench = new AskedWorkbench();

/** What the renderer's state needs of a page. To be imported before it. */
const page = {
  workbench,
  location: { hash: '' },
  history: {
    replaceState: (_: unknown, __: string, hash: string) => (page.location.hash = hash),
    pushState: (_: unknown, __: string, hash: string) => (page.location.hash = hash),
  },
  addEventListener: () => undefined,
};
Object.assign(globalThis, { window: page });
