import { z } from 'zod';
import { CustodyError, type CustodyErrorCode } from '../../custody/custody-error.ts';
import { inPlainSight } from '../../custody/plain-sight.ts';
import { withoutSecrets } from '../azure/azure-error.ts';
import type { Question } from './question.ts';

/** What Microsoft said when it refused. */
interface Refusal {
  readonly status: number;
  readonly defenderCode: string | null;
  readonly words: string; // without secrets and signs that act, one bounded line; empty: it said none
  readonly isForeign: boolean; // a page that Microsoft's interfaces do not write
  readonly correlationId: string | null;
  readonly requestId: string | null;
  readonly retryAfterSeconds: number | null; // of a 429
}

const envelope = z.object({
  error: z.object({
    code: z.string(),
    message: z.string().nullish(),
    target: z.string().nullish(), // Defender's correlation id
  }),
});
const longestPauseSeconds = 300;
const pauseWithoutWord = 60;
const [longestWords, longestName] = [500, 100];
const mostLookedAt = 8_000; // of words that are cut: a page of markup takes no time

/** The refusal in a response. Source: Microsoft Learn, Defender for Endpoint, "Common REST API error codes". */
export function readRefusal({ status, headers }: Response, bytes: Uint8Array): Refusal {
  const said = envelope.safeParse(parsedOrNull(bytes));
  const error = said.success ? said.data.error : null; // a gateway's page: the status speaks alone
  return {
    status,
    defenderCode: boundedOrNull(error?.code, longestName),
    words: bounded(error?.message ?? '', longestWords),
    isForeign: error === null && bytes.length > 0,
    correlationId: boundedOrNull(error?.target, longestName) ?? headers.get('x-ms-correlation-request-id'),
    requestId: headers.get('x-ms-request-id') ?? headers.get('request-id'),
    retryAfterSeconds: status === 429 ? pauseOf(headers) : null,
  };
}

function boundedOrNull(text: string | null | undefined, most: number): string | null {
  return text == null ? null : bounded(text, most);
}

/** Cut after secrets are taken out: half a secret would not be known as one. */
function bounded(text: string, most: number): string {
  const line = text.slice(0, mostLookedAt).replaceAll(/\p{Cc}/gu, ' ');
  const shown = inPlainSight(withoutSecrets(line));
  return shown.length <= most ? shown : `${shown.slice(0, most - 1)}…`;
}

/** The CustodyError for a refusal; its detail holds Microsoft's ids and, of a 429, `retryAfterSeconds`. */
export function refused(name: string, question: Question, refusal: Refusal): CustodyError {
  const code = codeOf(refusal, question.writtenByPerson === true);
  const { status, defenderCode, correlationId, requestId, retryAfterSeconds } = refusal;
  const verb = code === 'cloud-unavailable' || code === 'throttled' ? 'could not' : 'refused to';
  const ids = [`HTTP ${status}`, ...(defenderCode === null ? [] : [defenderCode])].join(', ');
  return new CustodyError(code, `${name} ${verb} ${question.doing} (${ids})${sentenceOf(refusal, code)}`, {
    detail: { status, defenderCode, correlationId, requestId, retryAfterSeconds },
  });
}

export function parsedOrNull(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return null;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null; // no JSON: whoever needs it finds no shape
  }
}

function codeOf(
  { status, defenderCode, words, isForeign }: Refusal,
  writtenByPerson: boolean,
): CustodyErrorCode {
  if (status === 429) return 'throttled';
  if (status === 404) return isForeign ? 'cloud-unavailable' : 'not-found'; // a gateway knows of no device
  if (status === 408 || status >= 500) return 'cloud-unavailable';
  if (isBusy(defenderCode, words)) return 'conflict';
  if (status === 400 && writtenByPerson) return 'invalid-input';
  switch (defenderCode) {
    case 'DisallowedOperation':
    case 'DisabledFeature':
    case 'OsPlatformNotSupported':
    case 'ClientVersionNotSupported':
      return 'not-feasible';
    case 'InvalidHashValue':
      return 'invalid-input';
    default:
      return 'cloud-refused';
  }
}

/** Said by code for one live response, and by words for the rest. Source: "Run live response", "Release device". */
function isBusy(defenderCode: string | null, words: string): boolean {
  return (
    defenderCode === 'ActiveRequestAlreadyExists' || /already in progress|pending machine action/i.test(words)
  );
}

/** What a person can make of it; Microsoft's words follow where they add to it. */
function sentenceOf(refusal: Refusal, code: CustodyErrorCode): string {
  const ours = ourWords(refusal, code);
  const theirs = refusal.words === '' ? '' : ` Microsoft says: ${refusal.words}`;
  return `${ours === null ? '.' : `: ${ours}`}${theirs}`;
}

function ourWords(
  { defenderCode, words, retryAfterSeconds }: Refusal,
  code: CustodyErrorCode,
): string | null {
  if (code === 'throttled') return `it asks to wait for ${retryAfterSeconds ?? pauseWithoutWord} seconds.`;
  if (code === 'conflict') return 'another action of this kind is still open on the device.';
  switch (defenderCode) {
    case 'DisallowedOperation':
      return /automation level|remediation level/i.test(words)
        ? 'the device’s group has no automation level. Whoever manages Defender must give the group at least the lowest remediation level.'
        : 'Defender does not allow this on the device.';
    case 'DisabledFeature':
      return 'the tenant has this feature switched off. Whoever manages Defender can switch it on under its advanced features.';
    case 'OsPlatformNotSupported':
      return 'Defender cannot do this on the device’s operating system.';
    case 'ClientVersionNotSupported':
      return 'Defender’s agent on the device is too old for this.';
    case 'Forbidden':
      return 'Holdfast’s own identity lacks a right there: an administrator must give it, as the README lists them.';
    default:
      return null;
  }
}

/** Whole seconds or a date (RFC 9110 §10.2.3), at least one second and at most five minutes. */
function pauseOf(headers: Headers): number {
  const asked = headers.get('retry-after')?.trim() ?? '';
  const seconds = /^\d{1,9}$/.test(asked) ? Number(asked) : secondsUntil(asked, headers.get('date'));
  if (Number.isNaN(seconds)) return pauseWithoutWord;
  return Math.min(Math.max(Math.ceil(seconds), 1), longestPauseSeconds);
}

/** By Microsoft's own clock where it is said. NaN: no date. */
function secondsUntil(asked: string, date: string | null): number {
  const now = Date.parse(date ?? '');
  return (Date.parse(asked) - (Number.isNaN(now) ? Date.now() : now)) / 1_000;
}
