import { z } from 'zod';
import type { Procedure } from '../procedure.ts';
import { incidentEvent } from './incident-event.ts';
import { visibleIncident } from './visible-incident.ts';

export const writeNoteInput = z.strictObject({
  incidentId: z.uuid(),
  text: z
    .string()
    .trim()
    .min(1, 'Write something first.')
    .max(10_000, 'Keep a note under 10,000 characters.'),
});

/** Writes a note into the incident. A note is part of the record: it is never changed or removed. */
export const writeNote: Procedure<z.infer<typeof writeNoteInput>, { readonly noteId: string }> = {
  name: 'write-note',
  permission: 'incident.write-note',
  input: writeNoteInput,
  records: ['incident.note-written'],
  async run({ register }, actor, { incidentId, text }) {
    return await register.record(actor, ['incident.note-written'], async (desk) => {
      const { id } = await visibleIncident(desk, actor, incidentId);
      const { noteId } = await desk.addNote(id, actor, text);
      return {
        events: [incidentEvent('incident.note-written', id, null, { noteId, text })],
        result: { noteId },
      };
    });
  },
};
