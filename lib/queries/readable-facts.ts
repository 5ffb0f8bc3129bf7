import { decidedRemovals } from '../adapters/prisma/removal-look.ts';
import { type RecordedEvent, recordedEventOf } from '../custody/recorded-event.ts';
import type { Viewer } from './viewer.ts';

/** What events say, but for those whose words a decision keeps from this viewer, or erased. The caller has authorised. */
export async function readableFacts(
  { db, actor }: Viewer,
  rows: readonly { readonly id: string; readonly body: Uint8Array | null }[],
): Promise<readonly RecordedEvent[]> {
  const removals = await decidedRemovals(
    db,
    rows.map(({ id }) => id),
  );
  return rows.flatMap(({ id, body }) => {
    const isKept = removals.get(id)?.readers.includes(actor.objectId) === false;
    return isKept ? [] : (recordedEventOf(body) ?? []);
  });
}
