'use client';

import { ActionForm } from '@/components/ui/action-form.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { Field } from '@/components/ui/field.tsx';
import { ReasonField } from '@/components/ui/reason-field.tsx';
import type { ActionResult } from '@/lib/web/action-result.ts';

/** Asks for a legal hold more on everything of an incident. */
export function PlaceHoldDialog({
  incidentId,
  container,
  place,
}: {
  incidentId: string;
  container: string;
  place: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  return (
    <Dialog trigger={<Button>Place legal hold…</Button>} title="Place a legal hold">
      <p className="mb-4 text-ink-2">
        Nothing in {container} can be deleted or changed while the hold stands, whatever its retention. You
        place it alone; lifting it takes two people, one of them a controller.
      </p>
      <ActionForm action={place} submit="Place the hold" working="Recording…" done="Asked for." primary>
        <input type="hidden" name="incidentId" value={incidentId} />
        <Field
          label="Case reference"
          hint="Its 3 to 23 letters and digits become the tag that Azure shows."
          htmlFor="case-reference"
          name="caseReference"
        >
          <input
            id="case-reference"
            name="caseReference"
            required
            maxLength={60}
            autoComplete="off"
            className="input"
          />
        </Field>
        <ReasonField id="hold-reason" />
      </ActionForm>
    </Dialog>
  );
}
