import { createHash, randomBytes } from 'node:crypto';

/**
 * `__Host-`: only this host, only over a trustworthy connection, for the whole site. Cookies know no ports, so two
 * portals on one machine would end each other's sessions: a port that is not the usual one is part of the name.
 */
export function sessionCookie(publicUrl: string): string {
  return `__Host-holdfast-session${portSuffix(publicUrl)}`;
}

/** The short-lived cookie that binds a sign-in to the browser that began it. */
export function signInCookie(publicUrl: string): string {
  return `__Host-holdfast-sign-in${portSuffix(publicUrl)}`;
}

/** The same for an act of a controller. */
export function actCookie(publicUrl: string): string {
  return `__Host-holdfast-act${portSuffix(publicUrl)}`;
}

function portSuffix(publicUrl: string): string {
  const { port } = new URL(publicUrl);
  return port === '' ? '' : `-${port}`;
}

export const cookieAttributes = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' } as const;

/** A new 256-bit secret for a cookie, base64url. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256 of a cookie value: all that is ever stored of it. */
export function hashSecret(value: string): Buffer<ArrayBuffer> {
  return Buffer.from(createHash('sha256').update(value).digest());
}
