import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createProxy } from 'node:http';
import { createServer } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AUTHORITY, CERTIFICATE, KEY } from './certificates.ts';
import { type Asked, close, listen, type Served, serving } from './mirror.ts';

export interface Makers {
  /** By the paths at https://storage.googleapis.com/. */
  readonly files: Map<string, Served>;
  readonly asked: Asked[];
  /** Hosts and ports that were asked for, in order. */
  readonly through: string[];
  /** What leads a process here, and has it trust the certificate. */
  readonly environment: {
    readonly HTTPS_PROXY: string;
    readonly HTTP_PROXY: string;
    readonly NODE_EXTRA_CA_CERTS: string;
  };
  readonly close: () => Promise<void>;
}

/** The makers' server as the network shows it: real TLS by a real name, behind a proxy that alone knows where that is. */
export async function startMakers(files: Record<string, Served>): Promise<Makers> {
  const folder = mkdtempSync(join(tmpdir(), 'makers-'));
  const authority = join(folder, 'authority.pem');
  writeFileSync(authority, AUTHORITY);
  const served = new Map(Object.entries(files));
  const asked: Asked[] = [];
  const through: string[] = [];
  const server = createServer({ key: KEY, cert: CERTIFICATE }, serving(served, asked));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const proxy = createProxy(serving(served, asked)).on('connect', (request, socket, head) => {
    through.push(request.url ?? '');
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket);
      socket.pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  const address = await listen(proxy);
  const environment = { HTTPS_PROXY: address, HTTP_PROXY: address, NODE_EXTRA_CA_CERTS: authority };
  return {
    files: served,
    asked,
    through,
    environment,
    close: async () => {
      await Promise.all([close(proxy), close(server)]);
      rmSync(folder, { recursive: true });
    },
  };
}
