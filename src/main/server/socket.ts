import type { Socket } from 'node:net';
import { clearImmediate, setImmediate } from 'node:timers';
import type { RawData, WebSocket } from 'ws';
import type { ServerMessage } from '../../shared/api/messages.ts';
import { decodeMessage, encodeMessage } from '../../shared/api/wire.ts';
import { MOST_VALUES } from '../app/api/input-shape.ts';
import { Session } from '../app/api/session.ts';
import type { Shell } from '../app/api/shell.ts';
import type { Application } from '../app/application.ts';

/** Unsent bytes from which on messages of the page are not read, until it has received what was sent. */
const MOST_BYTES_UNTAKEN = 16 * 1024 * 1024;

/** Messages of one page that are handled before other pages have their turn. */
const MOST_MESSAGES_A_TURN = 100;

// https://datatracker.ietf.org/doc/html/rfc6455#section-7.4.1
const UNSUPPORTED_DATA = 1003;
const INVALID_PAYLOAD = 1007;

/** A page's WebSocket, and the session that it talks with. */
export class PageSocket {
  readonly #socket: WebSocket;
  readonly #stream: Socket;
  readonly #session: Session;
  #hasAnswered = true;
  #untakenBefore = 0;
  #givenBefore = 0;
  /** What has come and waits for its turn. */
  readonly #inbox: unknown[] = [];
  #heardThisTurn = 0;
  #turn: NodeJS.Immediate | undefined;

  /** `stream` is what the WebSocket goes over. */
  constructor(socket: WebSocket, stream: Socket, application: Application, shell: Shell) {
    this.#socket = socket;
    this.#stream = stream;
    this.#session = new Session(application, shell, (message) => this.#post(message));
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('pong', () => (this.#hasAnswered = true));
    socket.on('close', () => {
      clearImmediate(this.#turn);
      this.#session.close();
    });
    // A message too large or a broken frame: the socket closes itself with the code that says so.
    socket.on('error', (error) => application.log.info(`a page's connection ended: ${error.message}`));
  }

  /** Ends the connection, with a code and a sentence that says why. */
  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  /** Drops the page where nothing at all came of it since the last call: it sleeps, or is gone without a word. */
  checkAlive(): void {
    const untaken = this.#socket.bufferedAmount;
    const isTaking = untaken < this.#untakenBefore;
    this.#untakenBefore = untaken;
    // A page that sends a file over a slow line answers nothing until all of it is on its way.
    const isGiving = this.#stream.bytesRead > this.#givenBefore;
    this.#givenBefore = this.#stream.bytesRead;
    if (!this.#hasAnswered && !isTaking && !isGiving) {
      this.#socket.terminate();
      return;
    }
    this.#hasAnswered = false;
    this.#socket.ping();
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (!isBinary || !Buffer.isBuffer(data)) {
      this.#socket.close(UNSUPPORTED_DATA, 'Messages are binary.');
      return;
    }
    let message: unknown;
    try {
      // Not as a Buffer, whose slices are no copies.
      message = decodeMessage(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), MOST_VALUES);
    } catch {
      this.#socket.close(INVALID_PAYLOAD, 'This is not a message of the workbench.');
      return;
    }
    this.#inbox.push(message);
    if (this.#heardThisTurn < MOST_MESSAGES_A_TURN) this.#hear();
    else this.#socket.pause();
    this.#turn ??= setImmediate(() => this.#takeTurn());
  }

  #hear(): void {
    this.#heardThisTurn += 1;
    this.#session.receive(this.#inbox.shift());
  }

  #takeTurn(): void {
    this.#heardThisTurn = 0;
    while (this.#inbox.length > 0 && this.#heardThisTurn < MOST_MESSAGES_A_TURN) this.#hear();
    this.#turn = this.#inbox.length > 0 ? setImmediate(() => this.#takeTurn()) : undefined;
    this.#listen();
  }

  /** Reads messages again once nothing is left to handle and the page receives what is sent. */
  #listen(): void {
    const isTaking = this.#socket.bufferedAmount < MOST_BYTES_UNTAKEN;
    if (this.#socket.isPaused && this.#inbox.length === 0 && isTaking) this.#socket.resume();
  }

  #post(message: ServerMessage): void {
    const socket = this.#socket;
    if (socket.readyState !== socket.OPEN) return;
    socket.send(encodeMessage(message), () => this.#listen());
    if (socket.bufferedAmount >= MOST_BYTES_UNTAKEN) socket.pause();
  }
}
