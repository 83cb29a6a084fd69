import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { lstatSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const BYTES = 32;
const TOKEN = /^[\w-]{43}$/;

/** 256 random bits, as they stand in an address. */
export function newToken(): string {
  return randomBytes(BYTES).toString('base64url');
}

/** Whether both are the same, in a time that tells nothing of where they differ. */
export function isSameToken(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** What the file holds, where it is a token that nobody but its owner could have read or written. */
function readToken(file: string): string | undefined {
  try {
    const { mode, uid } = lstatSync(file);
    const isPrivate = process.platform === 'win32' || ((mode & 0o077) === 0 && uid === process.getuid?.());
    const text = readFileSync(file, 'utf8');
    return isPrivate && TOKEN.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The token of the server on `port`, kept in `folder` for the next start: a page left open finds the server again after
 * a restart on the same port, by the cookie that it has. Only worth it for a port that was asked for: others change.
 */
export function keptToken(folder: string, port: number): string {
  const file = join(folder, `browser-token-${port}`);
  const kept = readToken(file);
  if (kept !== undefined) return kept;
  const token = newToken();
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, token, { mode: 0o600, flag: 'wx' });
  renameSync(fresh, file);
  return token;
}
