import { LedgerError } from '../ledger/ledger-error.ts';
import { hexOf, integerValue, objectIdText, timeValue } from './der-value.ts';
import { type Bytes, type DerElement, derChildren, derParts, derTag, readDer } from './read-der.ts';
import { type Hash, hashAlgorithm } from './signature-algorithm.ts';

/** What a time-stamp token states. */
export interface TstInfo {
  readonly policy: string; // object identifier
  readonly imprint: { readonly hash: Hash; readonly digest: Bytes };
  readonly serial: string; // hexadecimal, lower case
  readonly genTime: Date;
  readonly accuracyMs: number | null; // the authority may be off by so much, either way
  readonly ordering: boolean; // its tokens can be ordered by genTime alone
  readonly nonce: bigint | null;
  readonly authorityName: DerElement | null; // a GeneralName
}

/** In: TSTInfo in DER. Throws LedgerError if it is malformed or has a critical extension. Source: RFC 3161 §2.4.2. */
export function readTstInfo(der: Bytes): TstInfo {
  const what = 'The time-stamp statement';
  const parts = derParts(readDer(der, what), derTag.sequence, what);
  if (integerValue(parts.next(derTag.integer, 'its version'), 'Its version') !== 1n)
    throw new LedgerError(`${what} has a version other than 1.`);
  const policy = objectIdText(parts.next(derTag.objectId, 'its policy'), 'The policy of a time stamp');
  const imprint = readImprint(parts.next(derTag.sequence, 'its message imprint'));
  const serial = hexOf(parts.next(derTag.integer, 'its serial number').content).replace(/^0+(?=.)/, '');
  const genTime = timeValue(parts.next(derTag.generalizedTime, 'its time'), 'The time of a time stamp');
  const accuracyMs = readAccuracy(parts.optional(derTag.sequence));
  const ordering = parts.optional(derTag.boolean)?.content[0] === 0xff;
  const nonce = parts.optional(derTag.integer);
  const name = parts.optional(0xa0);
  refuseCriticalExtensions(parts.optional(0xa1));
  parts.end();
  return {
    policy,
    imprint,
    serial,
    genTime,
    accuracyMs,
    ordering,
    nonce: nonce === null ? null : integerValue(nonce, 'The nonce of a time stamp'),
    authorityName: name === null ? null : onlyChild(name),
  };
}

function readImprint(element: DerElement): TstInfo['imprint'] {
  const parts = derParts(element, derTag.sequence, 'The message imprint');
  const hash = hashAlgorithm(parts.next(derTag.sequence, 'its hash'), 'The message imprint');
  const digest = parts.next(derTag.octetString, 'its digest').content;
  parts.end();
  return { hash, digest };
}

function readAccuracy(element: DerElement | null): number | null {
  if (element === null) return null;
  const parts = derParts(element, derTag.sequence, 'The accuracy');
  const amount = (tag: number) => {
    const part = parts.optional(tag);
    return part === null ? 0n : integerValue(part, 'The accuracy');
  };
  const seconds = amount(derTag.integer);
  const millis = amount(0x80);
  const micros = amount(0x81);
  parts.end();
  if (millis > 999n || micros > 999n || seconds > 86_400n)
    throw new LedgerError('The accuracy is more than a day, or its parts are out of range.');
  return Number(seconds) * 1000 + Number(millis) + Number(micros) / 1000;
}

function refuseCriticalExtensions(list: DerElement | null): void {
  if (list === null) return;
  for (const element of derChildren(list, 0xa1, 'The extensions of a time stamp')) {
    const parts = derParts(element, derTag.sequence, 'An extension of a time stamp');
    const name = objectIdText(parts.next(derTag.objectId, 'its name'), 'An extension of a time stamp');
    if (parts.optional(derTag.boolean)?.content[0] === 0xff)
      throw new LedgerError(`The time stamp has the critical extension ${name}, which is not understood.`);
  }
}

function onlyChild(element: DerElement): DerElement {
  const parts = derParts(element, 0xa0, 'The name of the authority');
  const child = parts.next(null, 'a name');
  parts.end();
  return child;
}
