'use client';

import { useState } from 'react';
import { ActionForm } from '@/components/ui/action-form.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { Field } from '@/components/ui/field.tsx';
import { ReasonField } from '@/components/ui/reason-field.tsx';
import { extensionPlan, mostRetentionDays } from '@/lib/custody/extension-plan.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';

/** Asks for a longer retention, with its effect in words before the click. */
export function ExtendRetentionDialog({
  of,
  extend,
}: {
  of: {
    readonly incidentId: string;
    readonly container: string;
    readonly exhibits: number;
    readonly days: number;
    readonly extensionsLeft: number;
  };
  extend: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  const [wanted, setWanted] = useState(of.days + 365);
  const longer = wanted > of.days && wanted <= mostRetentionDays;
  const plan = longer ? extensionPlan({ ...of, wanted }) : null;
  return (
    <Dialog trigger={<Button>Extend retention…</Button>} title="Extend the retention">
      <ActionForm
        action={extend}
        submit="Extend the retention for good"
        working="Recording…"
        done="Asked for."
        primary
      >
        <input type="hidden" name="incidentId" value={of.incidentId} />
        <input type="hidden" name="confirmedPlan" value={plan ?? ''} />
        <Field
          label="Days in all"
          hint={`Counted from the creation of each copy. There are ${of.days} now.`}
          htmlFor="retention-days"
          name="days"
        >
          <input
            id="retention-days"
            name="days"
            type="number"
            required
            min={of.days + 1}
            max={mostRetentionDays}
            value={Number.isNaN(wanted) ? '' : wanted}
            onChange={(event) => setWanted(event.target.valueAsNumber)}
            className="input"
          />
        </Field>
        <p aria-live="polite" className="rounded-md bg-attention-soft px-3 py-2">
          {plan ?? `Retention only grows: give more than ${of.days} days.`}
        </p>
        <ReasonField id="extend-reason" />
      </ActionForm>
    </Dialog>
  );
}
