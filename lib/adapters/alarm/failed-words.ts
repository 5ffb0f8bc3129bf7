import type { SendOutcome } from '../../ports/alarm-channel.ts';

const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
]);

export function failed(problem: string, retryAfterSeconds: number | null = null): SendOutcome {
  return { kind: 'failed', problem, retryAfterSeconds };
}

/** A failed connection in our own words, with the system's code; never its message, which may quote what was sent. */
export function connectionProblem(code: string): string {
  if (untrusted.has(code)) return `Its certificate is of nobody who is trusted here (${code}).`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return `Its certificate is another host’s (${code}).`;
  if (code === 'CERT_HAS_EXPIRED') return `Its certificate has expired (${code}).`;
  return `It cannot be reached (${code}).`;
}

/** The code of a system or TLS error, wherever it was wrapped. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown failure';
  const own = 'code' in error && typeof error.code === 'string' ? error.code : null;
  return own ?? (error.cause instanceof Error ? codeOf(error.cause) : error.name);
}
