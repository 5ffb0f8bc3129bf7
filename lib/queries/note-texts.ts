import { decidedRemovals } from '../adapters/prisma/removal-look.ts';
import { minuteWords } from '../custody/minute-words.ts';
import { recordedEventOf } from '../custody/recorded-event.ts';
import type { Viewer } from './viewer.ts';

/**
 * What stands instead of the texts of these notes whose record was withheld from this viewer or is to be erased, by the note's id.
 * Of what is erased already the text is gone with the record. The calling query has authorised.
 */
export async function removedNoteTexts(
  { db, actor }: Viewer,
  incidentId: string,
  noteIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await db.$queryRaw<{ id: string; body: Uint8Array | null }[]>`
    select id::text as id, body from custody_event where stream = ${incidentId} and type = 'incident.note-written'
      and event_member(body, '{detail,noteId}') = any(${[...noteIds]}::text[])`;
  const removals = await decidedRemovals(
    db,
    rows.map(({ id }) => id),
  );
  return new Map(
    rows.flatMap(({ id, body }) => {
      const removal = removals.get(id);
      const event = recordedEventOf(body);
      if (removal === undefined || removal.readers.includes(actor.objectId)) return [];
      if (event?.type !== 'incident.note-written') return [];
      return [
        [
          event.detail.noteId,
          `${removal.kind} by decision ${removal.decision} of ${minuteWords(removal.at)}`,
        ],
      ];
    }),
  );
}
