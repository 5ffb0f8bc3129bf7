import { decidedRemovals } from '../adapters/prisma/removal-look.ts';
import { CustodyError } from '../custody/custody-error.ts';
import { requirePermission } from '../custody/permission.ts';
import { encodeBase64 } from '../ledger/strict-base64.ts';
import { entryProof } from './entry-proof.ts';
import { maySeeEvent } from './may-see-event.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';

/** Everything from which a stranger computes that an event stands in the signed ledger. Bytes in base64. */
export interface EventProof {
  readonly index: string;
  readonly body: string; // the canonical record
  readonly salt: string;
  readonly entry: string;
  readonly hashes: readonly string[]; // audit path from the leaf upwards
  readonly size: string; // of the checkpoint
  readonly note: string; // the checkpoint with all signatures
}

/**
 * In: an event's id. Throws `forbidden`, `not-found`, `withheld`, `not-signed-yet`, or `conflict` if the tree is damaged.
 */
export async function getEventProof(viewer: Viewer, eventId: string): Promise<EventProof> {
  requirePermission(viewer.actor, 'ledger.read');
  const event = await viewer.db.custodyEvent.findUnique({
    where: { id: requireId(eventId) },
    select: { id: true, type: true, incidentId: true, actorObjectId: true, body: true, salt: true },
  });
  if (event === null || !(await maySeeEvent(event, viewer))) throw notFound();
  const place = await viewer.db.ledgerEntry.findUnique({
    where: { eventId: event.id },
    select: { idx: true },
  });
  const proof = place === null ? null : await entryProof(viewer.db, place.idx);
  const removal = (await decidedRemovals(viewer.db, [event.id])).get(event.id);
  if (removal !== undefined && !removal.readers.includes(viewer.actor.objectId))
    throw new CustodyError(
      'withheld',
      `What this event says is ${removal.kind} by decision ${removal.decision}.`,
    );
  if (event.body === null || event.salt === null)
    throw new CustodyError(
      'withheld',
      'What this event said is not there any more: its entry alone remains.',
    );
  if (proof === null)
    throw new CustodyError(
      'not-signed-yet',
      'No signed checkpoint covers this event yet. Try again in a few seconds.',
    );
  return {
    index: proof.index.toString(),
    body: encodeBase64(event.body),
    salt: encodeBase64(event.salt),
    entry: encodeBase64(proof.entry),
    hashes: proof.hashes.map(encodeBase64),
    size: proof.size.toString(),
    note: proof.note,
  };
}
