'use client';

import { ActionForm } from '@/components/ui/action-form.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { Field } from '@/components/ui/field.tsx';
import type { ActionResult } from '@/lib/web/action-result.ts';

/** Sends a hold notice to an incident's members and to whoever had its items in custody. */
export function SendNoticeDialog({
  incidentId,
  send,
}: {
  incidentId: string;
  send: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  return (
    <Dialog trigger={<Button>Send hold notice…</Button>} title="Send a hold notice">
      <p className="mb-4 text-ink-2">
        It goes to the incident’s members and to everybody who had its items in custody. Each acknowledges it,
        and is reminded once a day until then.
      </p>
      <ActionForm action={send} submit="Send the notice" working="Recording…" done="Sent." primary>
        <input type="hidden" name="incidentId" value={incidentId} />
        <Field
          label="Notice"
          hint="What must be kept, by whom and why. It is written into the record."
          htmlFor="notice-text"
          name="text"
        >
          <textarea
            id="notice-text"
            name="text"
            required
            minLength={20}
            maxLength={4000}
            rows={6}
            className="input"
          />
        </Field>
      </ActionForm>
    </Dialog>
  );
}
