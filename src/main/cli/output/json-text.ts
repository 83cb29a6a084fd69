import { WorkbenchError } from '../../../shared/errors.ts';

/** Parses a JSON text. Throws `bad-json`, with line and column of the fault; `what` names the text in the error. */
export function parseJson(text: string, what: string): unknown {
  const source = text.startsWith('\ufeff') ? text.slice(1) : text;
  try {
    return JSON.parse(source) as unknown;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    const position = faultPosition(source, cause.message);
    const before = source.slice(0, position).split('\n');
    const place = `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
    throw new WorkbenchError(
      'bad-json',
      `${what} is not JSON: ${faultAt(source, position, cause.message)} (${place}).`,
      {
        cause,
      },
    );
  }
}

function faultAt(source: string, position: number, message: string): string {
  if (source.trim() === '') return 'it is empty';
  if (position >= source.length) return 'it ends before it is complete';
  const reason = message.replace(/ in JSON at position.*$/s, '');
  if (!reason.startsWith('Unexpected token')) return reason.charAt(0).toLowerCase() + reason.slice(1);
  return `unexpected ${JSON.stringify(String.fromCodePoint(source.codePointAt(position) ?? 0))}`;
}

const complaint = (source: string): string => {
  try {
    JSON.parse(source);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
};

/** The position of the error. The JavaScript engine states it in most messages, but only quotes an unexpected token. */
function faultPosition(source: string, message: string): number {
  const named = /at position (\d+)/.exec(message);
  if (named) return Number(named[1]);
  if (!message.startsWith('Unexpected token')) return source.length;
  // The shortest beginning with the same fault ends with the token.
  let [low, high] = [0, source.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (complaint(source.slice(0, middle)).startsWith('Unexpected token')) high = middle;
    else low = middle + 1;
  }
  return low - 1;
}
