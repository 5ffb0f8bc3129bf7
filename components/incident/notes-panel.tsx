import { ActionForm } from '@/components/ui/action-form.tsx';
import { Field } from '@/components/ui/field.tsx';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { IncidentView } from '@/lib/queries/get-incident.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { IncidentPages } from './incident-pages.tsx';

/** Notes are part of the record: never changed, and removed only as two other people decide. */
export function NotesPanel({
  incident,
  writeNote,
}: {
  incident: IncidentView;
  writeNote: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  return (
    <div className="mt-5 grid gap-x-11 gap-y-8 lg:grid-cols-[minmax(0,1fr)_380px]">
      <section aria-label="Notes">
        {incident.counts.notes === 0 && <p className="text-ink-2">No notes yet.</p>}
        <ul>
          {incident.notes.map((note) => (
            <li key={note.id} className="border-b border-hairline py-3">
              <p className="flex flex-wrap gap-x-3 text-[13px] text-ink-2">
                <span className="font-medium text-ink">{note.author}</span>
                <Time at={note.createdAt} />
              </p>
              <p className="mt-1 break-words whitespace-pre-wrap">
                <PlainText text={note.text} lines />
              </p>
            </li>
          ))}
        </ul>
        <IncidentPages
          incident={incident}
          tab="notes"
          rows={incident.notes.length}
          inAll={incident.counts.notes}
          what="notes"
        />
      </section>
      {incident.may.change && (
        <ActionForm
          action={writeNote}
          submit="Write the note"
          working="Writing…"
          done="Written into the record."
        >
          <input type="hidden" name="incidentId" value={incident.id} />
          <Field
            label="Note"
            hint="A note cannot be changed afterwards. Two others together can have it withheld or, one of them a controller, erased."
            htmlFor="note-text"
            name="text"
          >
            <textarea id="note-text" name="text" required maxLength={10_000} rows={6} className="input" />
          </Field>
        </ActionForm>
      )}
    </div>
  );
}
