import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import { type ReadEvent, readEvents } from './bundle-event.ts';
import type { BundleFiles } from './bundle-files.ts';
import { Checklist } from './checklist.ts';

/** What an entry says, without the hashes that tie it to others: those were looked at. */
export type EventFields = Omit<LedgerEntry, 'p' | 'c'>;

/** What stays of an event when it was looked at: a bundle may hold some hundred thousand. */
export interface BundleEvent {
  readonly index: bigint; // as its folder says
  readonly leaf: Uint8Array;
  readonly fields: EventFields | null; // null: no entry that can be read
  readonly note: string | null; // the signed checkpoint that its proof names, unchecked; null: it has no proof
  readonly isShown: boolean; // its body is here
  readonly body: Uint8Array | null; // of the kinds that speak of the bundle or of files in it; of others it is let go
}

const speaking = new Set([
  ...['acquisition.requested', 'bundle.begun', 'bundle.exported'],
  ...['evidence.sealed', 'report.generated', 'report.signed'],
]);

/** Makes them: words that many of them share are held once. */
export function holdingEvents(): (event: ReadEvent) => BundleEvent {
  const shared = new Map<string, string>();
  const once = (text: string) => {
    const known = shared.get(text);
    if (known !== undefined) return known;
    const own = apart(text);
    shared.set(own, own);
    return own;
  };
  return ({ index, leaf, fields, proof, body }) => ({
    ...{ index, leaf, isShown: body !== null },
    fields: fields === null ? null : held(fields, once),
    note: proof === null ? null : once(proof.checkpoint),
    body: fields !== null && speaking.has(fields.k) ? body : null,
  });
}

/** The events of a bundle without a word on whether they hold. */
export async function heldEvents(files: BundleFiles): Promise<readonly BundleEvent[]> {
  const hold = holdingEvents();
  const events: BundleEvent[] = [];
  for await (const event of readEvents(files, new Checklist())) events.push(hold(event));
  return events;
}

function held({ id, t, k, s, n }: LedgerEntry, once: (text: string) => string): EventFields {
  return { id: apart(id), t: apart(t), k: once(k), s: once(s), n };
}

const [encoder, decoder] = [new TextEncoder(), new TextDecoder()];

/** The same text in letters of its own: a part of a text keeps the whole of it in memory. */
function apart(text: string): string {
  return decoder.decode(encoder.encode(text));
}
