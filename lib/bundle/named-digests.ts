import type { BundleEvent } from './held-event.ts';
import { jsonObject, objectOf } from './json-object.ts';

/** What an event says that a file of the bundle must be. */
export interface NamedDigest {
  readonly index: bigint; // of the entry that says so
  readonly digest: string; // SHA-256 in hex, or the root of a block manifest in base64
}

/** Exhibit number → what the events of the bundle name. */
export interface NamedDigests {
  readonly copies: ReadonlyMap<string, NamedDigest>;
  readonly manifestRoots: ReadonlyMap<string, NamedDigest>;
  readonly reports: ReadonlyMap<string, NamedDigest>;
  readonly someWithheld: boolean; // an event that may name more is here without its words
}

const telling = new Set(['acquisition.requested', 'bundle.begun', 'evidence.sealed', 'report.signed']);

/**
 * The digests that events commit to: of a sealed copy and its block manifest (`evidence.sealed`, under the exhibit number that
 * its stream was given), and of a report (`report.signed`). In: events by the order of the log. Whether they hold, other
 * checks say.
 */
export function namedDigests(events: readonly BundleEvent[]): NamedDigests {
  const numbers = new Map<string, string>(); // stream of an item → exhibit number
  const seals = new Map<string, { readonly index: bigint; readonly sha256: string; readonly root: string }>();
  const reports = new Map<string, NamedDigest>();
  let someWithheld = false;
  for (const { index, fields, body } of events) {
    if (fields === null || !telling.has(fields.k)) continue;
    const detail = body === null ? null : objectOf(jsonObject(body)?.detail);
    if (detail === null) {
      someWithheld ||= body === null;
      continue;
    }
    const number = numberIn(fields.k, detail);
    if (number !== null) numbers.set(fields.s, number);
    const digests = objectOf(detail.digests);
    const [sha256, root] = [digests?.sha256, digests?.manifestRoot];
    const isSeal = fields.k === 'evidence.sealed' && typeof sha256 === 'string' && typeof root === 'string';
    // Nothing that follows the seal says what was sealed.
    if (isSeal && !seals.has(fields.s)) seals.set(fields.s, { index, sha256, root });
    const { exhibitNumber, sha256: signed } = detail;
    if (fields.k === 'report.signed' && typeof exhibitNumber === 'string' && typeof signed === 'string')
      reports.set(exhibitNumber, { index, digest: signed });
  }
  const [copies, manifestRoots] = [new Map<string, NamedDigest>(), new Map<string, NamedDigest>()];
  for (const [stream, { index, sha256, root }] of seals) {
    const number = numbers.get(stream);
    if (number === undefined) continue;
    copies.set(number, { index, digest: sha256 });
    manifestRoots.set(number, { index, digest: root });
  }
  return { copies, manifestRoots, reports, someWithheld };
}

/** The exhibit number that an event gives the stream it stands in. */
function numberIn(kind: string, detail: Readonly<Record<string, unknown>>): string | null {
  const { exhibitNumber, of, name } = detail;
  if (kind === 'acquisition.requested' && typeof exhibitNumber === 'string') return exhibitNumber;
  return kind === 'bundle.begun' && of === 'item' && typeof name === 'string' ? name : null;
}
