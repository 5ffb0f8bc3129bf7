import { randomBytes } from 'node:crypto';
import { CustodyError, type CustodyErrorCode } from '../../custody/custody-error.ts';
import { LedgerError } from '../../ledger/ledger-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TimeStamp, TimestampAuthority } from '../../ports/timestamp-authority.ts';
import type { Certificate } from '../../timestamp/certificate.ts';
import { timestampRequest } from '../../timestamp/timestamp-request.ts';
import { maxResponseBytes } from '../../timestamp/timestamp-response.ts';
import { verifyTimestamp } from '../../timestamp/verify-timestamp.ts';

const usualTimeoutMs = 10_000;

interface TimestampAuthorityOptions {
  readonly name: string;
  readonly url: string;
  readonly roots: readonly Certificate[];
  /** Object identifiers of the policies that are taken, the first one is asked for; null for any. */
  readonly policies: readonly string[] | null;
  readonly clock: Clock;
  /** How long to wait for the whole answer; ten seconds if not said. */
  readonly timeoutMs?: number;
}

/** An authority over HTTP. Source: RFC 3161 §2.2 and §3.4. */
export function rfc3161TimestampAuthority(options: TimestampAuthorityOptions): TimestampAuthority {
  return {
    name: options.name,
    address: options.url,
    async stamp(sha256, signal) {
      const nonce = BigInt(`0x${randomBytes(16).toString('hex')}`);
      const policy = options.policies?.[0];
      const query = timestampRequest({ sha256, nonce, ...(policy === undefined ? {} : { policy }) });
      const response = await ask(options, query, signal);
      return await verified(options, { response, sha256, nonce });
    },
  };
}

async function ask(
  { name, url, timeoutMs = usualTimeoutMs }: TimestampAuthorityOptions,
  query: Uint8Array<ArrayBuffer>,
  signal: AbortSignal,
): Promise<Uint8Array> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
      body: query,
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    requireReply(name, response);
    return await readLimited(name, response);
  } catch (cause) {
    if (cause instanceof CustodyError) throw cause;
    signal.throwIfAborted();
    const timedOut = cause instanceof Error && cause.name === 'TimeoutError';
    const what = timedOut ? `did not answer within ${timeoutMs / 1000} seconds` : 'cannot be reached';
    throw failure('cloud-unavailable', name, what, cause);
  }
}

function requireReply(name: string, response: Response): void {
  if (response.status === 429) throw failure('throttled', name, 'asks to wait (HTTP 429)');
  if (!response.ok)
    throw failure(
      response.status >= 500 ? 'cloud-unavailable' : 'cloud-refused',
      name,
      `answered HTTP ${response.status}`,
    );
  const type = (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/timestamp-reply')
    throw failure('cloud-refused', name, 'answered with something that is no time-stamp reply');
}

/** Stops reading as soon as the answer is too large, whatever length it announced. */
async function readLimited(name: string, response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxResponseBytes)
      throw failure('cloud-refused', name, `answered with more than ${maxResponseBytes} bytes`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

async function verified(
  { name, roots, policies, clock }: TimestampAuthorityOptions,
  asked: { readonly response: Uint8Array; readonly sha256: Uint8Array; readonly nonce: bigint },
): Promise<TimeStamp> {
  const { response, sha256, nonce } = asked;
  const now = clock.now();
  try {
    const facts = await verifyTimestamp({
      token: response,
      stamped: { sha256 },
      nonce,
      roots,
      policies,
      now,
    });
    return { response, nonce, facts };
  } catch (cause) {
    if (!(cause instanceof LedgerError)) throw cause;
    throw failure('cloud-refused', name, `gave an answer that does not hold: ${cause.message}`, cause);
  }
}

function failure(code: CustodyErrorCode, name: string, what: string, cause?: unknown): CustodyError {
  const message = `The time-stamp authority ${name} ${what}${what.endsWith('.') ? '' : '.'}`;
  return new CustodyError(code, message, { cause });
}
