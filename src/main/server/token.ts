import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const BYTES = 32;

/** 256 random bits, written for an address or a cookie. */
export function newToken(): string {
  return randomBytes(BYTES).toString('base64url');
}

/** SHA-256 of a secret: what is compared and kept in the place of the secret itself. */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** Compares two secrets in a time that does not depend on where they differ. */
export function isSameToken(given: string, expected: string): boolean {
  return timingSafeEqual(Buffer.from(digestOf(given)), Buffer.from(digestOf(expected)));
}
