import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';

const { Server, utils } = ssh2;

/** Whether a client has signed with this key; before that it asks whether it may. */
function isSignedBy(attempt: ssh2.PublicKeyAuthContext, known: ssh2.ParsedKey): boolean {
  const { key, blob, signature, hashAlgo } = attempt;
  if (!key.data.equals(known.getPublicSSH())) return false;
  return blob === undefined || signature === undefined || known.verify(blob, signature, hashAlgo);
}

/** A real SSH server on 127.0.0.1 that knows one key and forwards ports as sshd does for `ssh -L`. */
export class SshServer {
  readonly #folder = mkdtempSync(join(tmpdir(), 'ssh-server-'));
  readonly #server: ssh2.Server;
  /** The file of the private key. */
  readonly identity = join(this.#folder, 'id_ed25519');
  /** The ports that connections were forwarded to. */
  readonly forwarded: number[] = [];

  private constructor() {
    const pair = utils.generateKeyPairSync('ed25519');
    writeFileSync(this.identity, pair.private);
    chmodSync(this.identity, 0o600);
    const known = utils.parseKey(pair.public);
    if (known instanceof Error) throw known;
    const host = utils.generateKeyPairSync('ed25519');
    this.#server = new Server({ hostKeys: [host.private] }, (client) => this.#serve(client, known));
  }

  static async start(): Promise<SshServer> {
    const started = new SshServer();
    started.#server.listen(0, '127.0.0.1');
    await once(started.#server, 'listening');
    return started;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #serve(client: ssh2.Connection, known: ssh2.ParsedKey): void {
    client.on('authentication', (attempt) => {
      if (attempt.method === 'publickey' && isSignedBy(attempt, known)) attempt.accept();
      else attempt.reject(['publickey']);
    });
    client.on('tcpip', (accept, reject, { destIP, destPort }) => {
      this.forwarded.push(destPort);
      const target = connect(destPort, destIP);
      target.once('error', () => reject());
      target.once('connect', () => {
        const channel = accept();
        channel.on('error', () => target.destroy()).pipe(target);
        target.on('error', () => channel.destroy()).pipe(channel);
      });
    });
    client.on('error', () => undefined);
  }
}
