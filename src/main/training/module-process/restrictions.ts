import module from 'node:module';
import { Readable, Writable } from 'node:stream';

/*
 * Removes what `--permission` leaves to a module and no law needs: signals to other processes, native bindings,
 * databases, the network. This makes them hard to reach, not impossible; only the operating system can stop malicious
 * code (docs/security.md).
 */

/** Modules of Node.js that only compute, or need permissions that the process does not have. */
const PERMITTED = new Set([
  'assert',
  'assert/strict',
  'async_hooks',
  'buffer',
  'constants',
  'crypto',
  'diagnostics_channel',
  'events',
  'fs',
  'fs/promises',
  'os',
  'path',
  'path/posix',
  'path/win32',
  'perf_hooks',
  'process',
  'punycode',
  'querystring',
  'stream',
  'stream/promises',
  'string_decoder',
  'timers',
  'timers/promises',
  'url',
  'util',
  'util/types',
  'zlib',
]);

const OF_PROCESS = [
  '_debugEnd',
  '_debugProcess',
  '_getActiveHandles',
  '_getActiveRequests',
  '_getOrCreateArchive',
  '_kill',
  '_linkedBinding',
  'abort',
  'binding',
  'crash',
  'crashReporter',
  'dlopen',
  'execve',
  'kill',
  'loadEnvFile',
  'openStdin',
  'report',
];

const GLOBAL = ['EventSource', 'WebSocket', 'fetch'];

function refusal(name: string): Error {
  return new Error(`${name} is refused: a module may only compute, without access to anything outside its process`);
}

function plainName(specifier: string): string {
  return specifier.startsWith('node:') ? specifier.slice('node:'.length) : specifier;
}

/** Permanently removes from this process what a module must not have. */
export function restrictProcess(): void {
  for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name);
  for (const name of OF_PROCESS) Reflect.deleteProperty(process, name);
  for (const name of GLOBAL) Reflect.deleteProperty(globalThis, name);
  // Node's standard streams are sockets, whose constructor gives access to the network. What a module writes is
  // dropped.
  const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });
  const streams = { stdin: Readable.from([]), stdout: nowhere(), stderr: nowhere() };
  for (const [name, value] of Object.entries(streams)) Object.defineProperty(process, name, { value });
  const known = process.getBuiltinModule.bind(process);
  process.getBuiltinModule = (name: string) => {
    if (!PERMITTED.has(plainName(name))) throw refusal(name);
    return known(name);
  };
  module.syncBuiltinESMExports();
  module.registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      if (found.url.startsWith('node:') && !PERMITTED.has(plainName(found.url))) throw refusal(found.url);
      return found;
    },
  });
}
