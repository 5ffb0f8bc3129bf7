import { LedgerError } from '../ledger/ledger-error.ts';
import { integerValue } from './der-value.ts';
import { printable } from './distinguished-name.ts';
import { type DerElement, type DerParts, derChildren, derParts, derTag, readDer } from './read-der.ts';

/** An answer, or a token kept from one, may have at most so many bytes. */
export const maxResponseBytes = 64 * 1024;

const statusNames = [
  'granted',
  'grantedWithMods',
  'rejection',
  'waiting',
  'revocationWarning',
  'revocationNotification',
];
const failureNames: Readonly<Record<number, string>> = {
  0: 'badAlg',
  2: 'badRequest',
  5: 'badDataFormat',
  14: 'timeNotAvailable',
  15: 'unacceptedPolicy',
  16: 'unacceptedExtension',
  17: 'addInfoNotAvailable',
  25: 'systemFailure',
};

/**
 * The token (a CMS ContentInfo) from a whole answer, or the token itself if it was kept alone.
 * Throws LedgerError with the authority's reason unless it granted one. Source: RFC 3161 §2.4.2.
 */
export function tokenOf(bytes: Uint8Array): DerElement {
  if (bytes.length > maxResponseBytes)
    throw new LedgerError(`The time-stamp answer has ${bytes.length} bytes, more than ${maxResponseBytes}.`);
  const whole = readDer(bytes, 'The time-stamp answer');
  const parts = derParts(whole, derTag.sequence, 'The time-stamp answer');
  const first = parts.next(null, 'a status');
  if (first.tag === derTag.objectId) return whole;
  requireGranted(derParts(first, derTag.sequence, 'The status of the time-stamp answer'));
  const token = parts.next(derTag.sequence, 'a token');
  parts.end();
  return token;
}

function requireGranted(parts: DerParts): void {
  const status = Number(
    integerValue(parts.next(derTag.integer, 'a number'), 'The status of the time-stamp answer'),
  );
  const text = parts.optional(derTag.sequence);
  const failure = parts.optional(derTag.bitString);
  parts.end();
  if (status <= 1 && failure === null) return;
  const reasons = [...(failure === null ? [] : failuresIn(failure)), ...(text === null ? [] : textsIn(text))];
  const because = reasons.length === 0 ? '' : `: ${reasons.join(', ')}`;
  throw new LedgerError(
    `The authority gave no time stamp, status ${status} (${statusNames[status] ?? 'unknown'})${because}.`,
  );
}

function failuresIn({ content }: DerElement): readonly string[] {
  const bits = (content.length - 1) * 8;
  return Array.from({ length: bits }, (_, bit) => bit)
    .filter((bit) => ((content[1 + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) !== 0)
    .map((bit) => failureNames[bit] ?? `failure ${bit}`);
}

function textsIn(list: DerElement): readonly string[] {
  return derChildren(list, derTag.sequence, 'The reason of the authority').map((one) =>
    printable(new TextDecoder().decode(one.content)),
  );
}
