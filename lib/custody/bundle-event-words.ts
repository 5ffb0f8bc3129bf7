import type { BundleEventShapes } from './bundle-event.ts';
import { byteWords } from './byte-words.ts';
import { bad, began, type EventWords, good } from './event-tone.ts';
import type { EventFact } from './recorded-event.ts';

/** A fact of a bundle. */
export type BundleFact = Extract<EventFact, { readonly type: keyof BundleEventShapes }>;

/** Puts a fact of a bundle into words. Pure; says only what the fact itself says. */
export function bundleEventWords({ type, detail }: BundleFact): EventWords {
  switch (type) {
    case 'bundle.begun':
      return began('Bundle begun', begunSentence(detail));
    case 'bundle.exported':
      return detail.result === 'complete' ? exported(detail) : brokenOff(detail);
    case 'bundle.receipt-accepted':
      return (detail.verdict === 'holds' ? good : bad)('Receipt for a bundle', receiptSentence(detail));
    default:
      return type satisfies never;
  }
}

function begunSentence({ name, streams, query }: BundleEventShapes['bundle.begun']): string {
  if (query === undefined)
    return `Of ${name}, with ${streams === 0 ? 'this chain' : `this chain and ${streams} more`} up to here`;
  return `${name}, of ${query === '' ? 'all events' : `the search “${query}”`}, with ${streams} chains whole`;
}

function exported(detail: BundleEventShapes['bundle.exported']): EventWords {
  const { name, events, withheldEvents, bytes, evidence, tagManifestSha256 } = detail;
  const withheld = withheldEvents === 0 ? '' : `, the words of ${withheldEvents} of them withheld`;
  const held =
    evidence.length === 0 ? 'without the bytes of evidence' : `with the bytes of ${evidence.join(', ')}`;
  return good(
    'Bundle exported',
    `Of ${name}: ${events} events${withheld}, ${byteWords(bytes)}, ${held}; known by ${tagManifestSha256 ?? 'nothing'}`,
  );
}

function brokenOff({ name, problem }: BundleEventShapes['bundle.exported']): EventWords {
  return bad('Bundle broken off', `Of ${name}: ${problem ?? 'by who asked for it'}; there is no whole one`);
}

function receiptSentence(detail: BundleEventShapes['bundle.receipt-accepted']): string {
  const { recipient, name, verdict, findings, verifiedAt, keySha256, keyKnownBy, handover } = detail;
  const found = verdict === 'holds' ? 'found that every check held' : `reported ${findings} findings`;
  const key =
    keyKnownBy === 'told-to-actor' ? 'whose digest they had told' : 'given by themselves, signed in';
  const closes = handover === null ? '' : `; closes ${handover}`;
  return `“${recipient}” ${found} in the bundle of ${name} at ${verifiedAt}, under the key ${keySha256}, ${key}${closes}`;
}
