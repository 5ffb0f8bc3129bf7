import { createHash, randomBytes } from 'node:crypto';

/** `__Host-`: only this host, only over a trustworthy connection, for the whole site. */
export const sessionCookie = '__Host-holdfast-session';
export const signInCookie = '__Host-holdfast-sign-in';

export const cookieAttributes = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' } as const;

/** A new 256-bit secret for a cookie, base64url. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256 of a cookie value: all that is ever stored of it. */
export function hashSecret(value: string): Buffer<ArrayBuffer> {
  return Buffer.from(createHash('sha256').update(value).digest());
}
