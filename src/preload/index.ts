import { contextBridge, ipcRenderer } from 'electron';
import type { ServerMessage, Transport } from '../shared/api/messages.ts';

const CHANNEL = 'workbench';

const transport: Transport = {
  post(message) {
    ipcRenderer.send(CHANNEL, message);
  },
  listen(receive) {
    ipcRenderer.on(CHANNEL, (_event, message: ServerMessage) => receive(message));
  },
};

contextBridge.exposeInMainWorld('workbench', transport);
