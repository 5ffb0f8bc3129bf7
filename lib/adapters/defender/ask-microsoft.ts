import type { AzureTrace } from '../../custody/azure-trace.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { codeOf } from '../alarm/failed-words.ts';
import { readAtMost } from '../witness/bounded-exchange.ts';
import type { CountedService } from './counted-service.ts';
import type { Question } from './question.ts';
import { parsedOrNull, readRefusal, refused } from './refusal.ts';
import { takePlace } from './take-place.ts';

export interface MicrosoftAnswer {
  readonly status: number;
  readonly bytes: Uint8Array;
  readonly json: unknown; // null: no body, or no JSON
  readonly trace: AzureTrace;
}

const mostBytes = 4 * 1024 * 1024; // of one thing; a page of a list may be longer
const mostMs = 100_000;
// With these, from what opens a connection, no request left this machine: whoever asked for an act need not look whether it
// arrived. The same words from an open one say nothing: the request may be there.
const neverConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
const opening = new Set(['connect', 'getaddrinfo']);

/**
 * One counted call: token, place, request, answer. Never repeated by itself. Throws a CustodyError for every answer that
 * is no success (see `refused`), `throttled` when no place is near, `cloud-unavailable` when there is no whole answer
 * (detail `reached: false`: no request left).
 */
export async function askMicrosoft(
  service: CountedService,
  question: Question,
  signal: AbortSignal,
): Promise<MicrosoftAnswer> {
  const url = addressOf(service, question.path);
  const token = await tokenFor(service, signal);
  await takePlace(service, question.api, question.doing, signal);
  const { response, bytes } = await exchange(service, question, url, token, signal);
  if (!response.ok) {
    const refusal = readRefusal(response, bytes);
    if (refusal.retryAfterSeconds !== null)
      await service.budget.pause(service.application, question.api, refusal.retryAfterSeconds);
    throw refused(service.name, question, refusal);
  }
  return { status: response.status, bytes, json: parsedOrNull(bytes), trace: traceOf(question, response) };
}

/** Null where Microsoft knows nothing there, or nothing yet (HTTP 404). */
export async function nullIfUnknown<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof CustodyError && error.code === 'not-found') return null;
    throw error;
  }
}

/** A next page elsewhere would carry our token to a stranger. */
function addressOf({ endpoint, name }: CountedService, path: string): URL {
  const url = new URL(path, endpoint);
  if (url.origin === new URL(endpoint).origin) return url;
  throw new CustodyError('cloud-refused', `${name} named a next page on another host.`);
}

async function tokenFor({ credential, scope, name }: CountedService, signal: AbortSignal): Promise<string> {
  try {
    const token = await credential.getToken(scope, { abortSignal: signal });
    if (token !== null) return token.token;
  } catch (error) {
    signal.throwIfAborted();
    const words = `No token for ${name} could be had (${codeOf(error)}).`;
    throw new CustodyError('cloud-unavailable', words, { detail: { reached: false } });
  }
  throw new CustodyError('cloud-refused', `No token for ${name} was given.`);
}

async function exchange(
  service: CountedService,
  question: Question,
  url: URL,
  token: string,
  signal: AbortSignal,
): Promise<{ readonly response: Response; readonly bytes: Uint8Array }> {
  const tooLong = AbortSignal.timeout(question.mostMs ?? mostMs);
  const unavailable = (why: string, detail = {}) =>
    new CustodyError('cloud-unavailable', `${service.name} could not ${question.doing}: ${why}`, { detail });
  try {
    const response = await fetch(url, {
      ...requestOf(question, token),
      redirect: 'error', // a redirect would carry the token along
      signal: AbortSignal.any([signal, tooLong]),
    });
    const bytes = await readAtMost(response, question.mostBytes ?? mostBytes);
    if (bytes === null) throw unavailable('the answer is longer than any answer should be.');
    return { response, bytes };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof CustodyError) throw error;
    if (tooLong.aborted) throw unavailable('it did not answer in time.');
    const why = `it cannot be reached (${codeOf(error)}).`;
    throw unavailable(why, isNeverConnected(error) ? { reached: false } : {});
  }
}

/** Of a name with several addresses every one must have failed so. */
function isNeverConnected(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(isNeverConnected);
  if (!(error instanceof Error)) return false;
  if (!('syscall' in error)) return isNeverConnected(error.cause);
  return neverConnected.has(codeOf(error)) && opening.has(String(error.syscall));
}

function requestOf({ method, body }: Question, token: string): RequestInit {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
  if (body === undefined) return { method, headers };
  if (body instanceof FormData) return { method, headers, body };
  return {
    method,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}

function traceOf({ operation }: Question, { headers }: Response): AzureTrace {
  return {
    operation,
    requestId: headers.get('x-ms-request-id') ?? headers.get('request-id'),
    correlationId: headers.get('x-ms-correlation-request-id'),
    clientRequestId: headers.get('client-request-id'),
  };
}
