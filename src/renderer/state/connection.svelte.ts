import type { Transport } from '../../shared/api/messages.ts';
import { Bridge } from '../bridge/bridge.ts';
import { lasting, type ConnectionState } from '../bridge/connection.ts';
import { SocketConnection, socketUrl } from '../bridge/socket.ts';

declare global {
  interface Window {
    /** The transport of Electron's preload; undefined in a browser. */
    readonly workbench?: Transport;
  }
}

const connection = window.workbench ? lasting(window.workbench) : new SocketConnection(socketUrl(window.location));

/** The one bridge of this window. */
export const bridge = new Bridge(connection);

class ConnectionStatus {
  state = $state<ConnectionState>('connecting');

  constructor() {
    connection.watch((state) => (this.state = state));
  }
}

export const connectionStatus = new ConnectionStatus();
