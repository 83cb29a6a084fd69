import { BYTE_ORDER_MARK } from '../shared/csv.ts';
import { visible } from '../shared/visible-text.ts';

type Writes = Pick<NodeJS.WriteStream, 'write'>;
type Write = Writes['write'];

/** What writes to a terminal as it is, of each stream that was made plain. */
const untouched = new WeakMap<object, Write>();

function plain(chunk: string | Uint8Array): string {
  const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
  // It tells Excel how a file is read, and is no part of the text.
  return visible(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);
}

/**
 * From now on, this process prints no escape sequence and no hidden character to a terminal, whatever is in a printed file, name or
 * path: they are written out. Files and pipes get the original text.
 */
export function keepTerminalPlain(streams: readonly NodeJS.WriteStream[] = [process.stdout, process.stderr]): void {
  for (const stream of streams) {
    if (!stream.isTTY || untouched.has(stream)) continue;
    const write = stream.write.bind(stream);
    untouched.set(stream, write);
    stream.write = (chunk: string | Uint8Array, ...rest: readonly unknown[]) =>
      write(plain(chunk), ...(rest as [NodeJS.BufferEncoding, () => void]));
  }
}

/**
 * A terminal for what moves its cursor, such as a progress bar. Whoever draws makes visible (`visible`) what it shows of others.
 */
export function drawingOn<Stream extends Writes>(stream: Stream): Stream {
  const write = untouched.get(stream);
  if (write === undefined) return stream;
  return new Proxy(stream, {
    get: (of, key) => {
      if (key === 'write') return write;
      const value: unknown = Reflect.get(of, key, of);
      return typeof value === 'function' ? (value.bind(of) as unknown) : value;
    },
  });
}
