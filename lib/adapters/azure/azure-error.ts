import { isRestError, type RestError } from '@azure/core-rest-pipeline';
import { CustodyError, type CustodyErrorCode } from '../../custody/custody-error.ts';

/** Whose token it was: one of the product's identities, or the person who sits at the shell. */
type Asking = 'product' | 'person';

/**
 * Runs one call to Azure and turns what it throws into a CustodyError. An abort passes unchanged.
 * `doing` completes the sentence "Azure refused to …", for instance "take the snapshot".
 */
export async function callAzure<T>(
  doing: string,
  call: () => Promise<T>,
  asked: Asking = 'product',
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw azureError(doing, error, asked);
  }
}

/** The CustodyError for an SDK error, or the error itself if it is one already or is an abort. */
export function azureError(doing: string, error: unknown, asked: Asking = 'product'): Error {
  if (error instanceof CustodyError) return error;
  if (!(error instanceof Error))
    return new CustodyError('cloud-unavailable', `Azure failed to ${doing}.`, { cause: String(error) });
  if (error.name === 'AbortError') return error;
  // By name too: SDKs of the older kind carry a class of their own.
  if (isRestError(error)) return restError(doing, error, asked);
  return operationError(doing, error);
}

/** True for "there is no such thing", as ARM and storage say it. */
export function isNotFound(error: unknown): boolean {
  return isRestError(error) && error.statusCode === 404;
}

export function statusOf(error: unknown): number | null {
  return isRestError(error) ? (error.statusCode ?? null) : null;
}

/** Text without anything that can open a door: query strings, signatures, bearer tokens, keys. One line, 300 characters. */
export function withoutSecrets(text: string): string {
  return text
    .replaceAll(/(https?:\/\/[^\s"'?]+)\?[^\s"']*/g, '$1')
    .replaceAll(/\b(sig|skoid|se|sv|AccountKey|access_token)=[^\s&"']+/gi, '$1=[redacted]')
    .replaceAll(/Bearer\s+[\w.~+/=-]+/gi, 'Bearer [redacted]')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/^(.{299}).{2,}$/, '$1…');
}

function restError(doing: string, error: RestError, asked: Asking): CustodyError {
  const status = error.statusCode ?? null;
  const azureCode = error.code ?? null;
  const code = codeOfStatus(status);
  const requestId = error.response?.headers.get('x-ms-request-id') ?? null;
  return new CustodyError(
    code,
    `Azure ${verbOf(code)} ${doing}${hintOf(azureCode, asked)}: ${whyOf(error)}${traceWords(status, requestId)}`,
    {
      cause: safeCause(error),
      detail: {
        status,
        azureCode,
        requestId,
        retryAfterSeconds: retryAfterSeconds(error),
      },
    },
  );
}

function verbOf(code: CustodyErrorCode): string {
  return code === 'cloud-unavailable' || code === 'throttled' ? 'could not' : 'refused to';
}

/** How the control plane, the same for a linked resource, and storage say that an identity lacks a right. */
const missingRight = ['AuthorizationFailed', 'LinkedAuthorizationFailed', 'AuthorizationPermissionMismatch'];

/** Whether Azure refused because who asked lacks a right there. */
export function isMissingRight({ detail }: CustodyError): boolean {
  return missingRight.includes(String(detail.azureCode));
}

/** What a person can do about it, where that is the same for every call. */
function hintOf(azureCode: string | null, asked: Asking): string {
  if (!missingRight.includes(azureCode ?? '')) return '';
  if (asked === 'person') return '. You lack a right there. Azure says';
  return '. Holdfast’s own identity lacks a right there: an administrator must give it, as the README lists them. Azure says';
}

/** Storage ends its words with ids that stand elsewhere already. */
function whyOf(error: RestError): string {
  return withoutSecrets(error.message.replace(/\s*RequestId:\S+\s+Time:\S+\s*$/, ''));
}

function traceWords(status: number | null, requestId: string | null): string {
  if (status === null) return '';
  return ` (HTTP ${status}${requestId === null ? '' : `, request ${requestId}`})`;
}

/** A failed long-running operation is a plain Error: "The long-running operation has failed. CODE. message". */
function operationError(doing: string, error: Error): CustodyError {
  const why = error.message.replace(/^The long-running operation has failed\.?\s*/, '');
  const azureCode = why === error.message ? null : (/^[A-Za-z]+/.exec(why)?.[0] ?? null);
  const transient =
    azureCode === null || /internal|unavailable|timeout|retryable|throttl|toomany/i.test(azureCode);
  const code: CustodyErrorCode = transient ? 'cloud-unavailable' : 'cloud-refused';
  return new CustodyError(
    code,
    `Azure ${transient ? 'could not' : 'refused to'} ${doing}: ${withoutSecrets(why)}`,
    {
      cause: safeCause(error),
      detail: { azureCode },
    },
  );
}

/** What Azure asked for, if it named whole seconds (RFC 9110 §10.2.3; Azure sends no dates). */
function retryAfterSeconds(error: RestError): number | null {
  const asked = error.response?.headers.get('retry-after') ?? '';
  return /^\d{1,6}$/.test(asked) ? Number(asked) : null;
}

function codeOfStatus(status: number | null): CustodyErrorCode {
  // An error with a status of success is an answer that could not be read.
  if (status === null || status < 400 || status === 408 || status >= 500) return 'cloud-unavailable';
  if (status === 429) return 'throttled';
  if (status === 404) return 'not-found';
  if (status === 412) return 'conflict';
  return 'cloud-refused';
}

/** An SDK error carries its request, whose URL may hold a signature: the cause keeps its words only. */
function safeCause(error: Error): Error {
  const cause = new Error(withoutSecrets(error.message));
  cause.name = error.name;
  return cause;
}
