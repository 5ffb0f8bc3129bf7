import { decidedRemovals } from '../adapters/prisma/removal-look.ts';
import { minuteWords } from '../custody/minute-words.ts';
import { recordedEventOf } from '../custody/recorded-event.ts';
import type { Viewer } from './viewer.ts';

/**
 * What stands instead of a note's text whose record was withheld from this viewer or is to be erased, by the note's id.
 * Of what is erased already the text is gone with the record. The calling query has authorised.
 */
export async function removedNoteTexts(
  { db, actor }: Viewer,
  incidentId: string,
): Promise<ReadonlyMap<string, string>> {
  const rows = await db.custodyEvent.findMany({
    where: { stream: incidentId, type: 'incident.note-written' },
    select: { id: true, body: true },
  });
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
