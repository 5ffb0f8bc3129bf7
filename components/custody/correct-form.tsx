import { ActionForm } from '@/components/ui/action-form.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { Field } from '@/components/ui/field.tsx';
import { ReasonField } from '@/components/ui/reason-field.tsx';
import type { RecordedField } from '@/lib/custody/correction.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';

const longest = 80;

/** Says in a new record that a field of this one is wrong. */
export function CorrectForm({
  eventId,
  fields,
  correct,
}: {
  eventId: string;
  fields: readonly RecordedField[];
  correct: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  if (fields.length === 0) return null;
  return (
    <div className="no-print mt-3">
      <Dialog trigger={<Button>Correct this record…</Button>} title="What of this record is wrong?">
        <ActionForm
          action={correct}
          submit="Record the correction"
          working="Recording…"
          done="Recorded."
          primary
        >
          <input type="hidden" name="eventId" value={eventId} />
          <p>The record stays as it was written; both are shown from then on, and leads are told.</p>
          <Field label="What is wrong" htmlFor={`field-${eventId}`} name="field">
            <select id={`field-${eventId}`} name="field" required defaultValue="" className="input">
              <option value="" disabled>
                Choose a field
              </option>
              {fields.map(({ field, recorded }) => (
                <option key={field} value={field}>
                  {`${field}: ${shortened(recorded)}`}
                </option>
              ))}
            </select>
          </Field>
          <Field label="What is right" htmlFor={`corrected-${eventId}`} name="corrected">
            <textarea
              id={`corrected-${eventId}`}
              name="corrected"
              required
              maxLength={2000}
              rows={2}
              className="input"
            />
          </Field>
          <ReasonField id={`correct-reason-${eventId}`} />
        </ActionForm>
      </Dialog>
    </div>
  );
}

function shortened(recorded: string | null): string {
  if (recorded === null) return 'nothing';
  return recorded.length <= longest ? recorded : `${recorded.slice(0, longest)}…`;
}
