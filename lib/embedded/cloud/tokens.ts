import { sign, verify } from 'node:crypto';
import type { SigningKey } from './signing-key.ts';

export type Claims = Readonly<Record<string, unknown>>;

/** A compact RS256 JWT (RFC 7519). Times in the claims are seconds. */
export function signToken(key: SigningKey, claims: Claims): string {
  const header = encode({ alg: 'RS256', typ: 'JWT', kid: key.kid });
  const body = encode(claims);
  const signature = sign('RSA-SHA256', Buffer.from(`${header}.${body}`), key.privateKey);
  return `${header}.${body}.${signature.toString('base64url')}`;
}

/** Why a token does not hold, in the words Azure's services distinguish. */
type TokenProblem = 'malformed' | 'signature' | 'audience' | 'expired';

/** The claims of a token that was signed by this tenant for this audience and has not expired. */
export function readToken(
  key: SigningKey,
  token: string,
  audience: string,
  now: Date,
): { readonly claims: Claims } | { readonly problem: TokenProblem } {
  const parts = token.split('.');
  const [header, body, signature] = parts;
  if (parts.length !== 3 || header === undefined || body === undefined || signature === undefined)
    return { problem: 'malformed' };
  const signed = Buffer.from(`${header}.${body}`);
  if (!verify('RSA-SHA256', signed, key.publicKey, Buffer.from(signature, 'base64url')))
    return { problem: 'signature' };
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Claims;
  if (withoutSlash(claims.aud) !== withoutSlash(audience)) return { problem: 'audience' };
  const seconds = now.getTime() / 1000;
  if (typeof claims.exp !== 'number' || claims.exp <= seconds) return { problem: 'expired' };
  return { claims };
}

function withoutSlash(audience: unknown): string {
  return String(audience).replace(/\/+$/, '');
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
