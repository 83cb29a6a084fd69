import type { RequestInput, RequestName, RequestOutput } from '../../../src/shared/api/contract.ts';
import type { ServerMessage } from '../../../src/shared/api/messages.ts';
import { decodeMessage } from '../../../src/shared/api/wire.ts';
import type { WebSocket } from 'ws';
import { opened, post, type Served } from './served.ts';

/** A page that asks, and takes the answers in whatever order they come. */
export class AskingPage {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (message: ServerMessage) => void>();

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      const message = decodeMessage(new Uint8Array(data)) as ServerMessage;
      this.#waiting.get(message.id)?.(message);
    });
  }

  static async open(served: Served): Promise<AskingPage> {
    const page = new AskingPage(served.connect());
    await opened(page.#socket);
    return page;
  }

  ask<Name extends RequestName>(name: Name, input: RequestInput<Name>): Promise<ServerMessage> {
    return new Promise((resolve) => {
      const id = this.#waiting.size + 1;
      this.#waiting.set(id, resolve);
      post(this.#socket, { kind: 'request', id, name, input });
    });
  }

  /** Fails where it is refused. */
  async reply<Name extends RequestName>(name: Name, input: RequestInput<Name>): Promise<RequestOutput<Name>> {
    const answer = await this.ask(name, input);
    if (answer.kind !== 'reply') throw new Error(JSON.stringify(answer));
    return answer.output as RequestOutput<Name>;
  }
}
