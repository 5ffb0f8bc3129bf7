'use client';

import { ActionForm } from '@/components/ui/action-form.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { ReasonField } from '@/components/ui/reason-field.tsx';
import type { ActionResult } from '@/lib/web/action-result.ts';

type Act = (previous: ActionResult, form: FormData) => Promise<ActionResult>;

/** Closes an open incident or reopens a closed one, with a reason. */
export function IncidentStatus({
  incident,
  close,
  reopen,
}: {
  incident: { readonly id: string; readonly status: 'open' | 'closed' };
  close: Act;
  reopen: Act;
}) {
  const open = incident.status === 'open';
  const title = open ? 'Close this incident' : 'Reopen this incident';
  return (
    <Dialog
      key={incident.status}
      trigger={<Button>{open ? 'Close incident…' : 'Reopen incident…'}</Button>}
      title={title}
    >
      <p className="mb-4 text-ink-2">
        {open
          ? 'No disk can be acquired while it is closed. Evidence, holds and retention stay as they are.'
          : 'Disks can be acquired again.'}
      </p>
      <ActionForm action={open ? close : reopen} submit={title} working="Recording…" done="Recorded." primary>
        <input type="hidden" name="incidentId" value={incident.id} />
        <ReasonField id="status-reason" />
      </ActionForm>
    </Dialog>
  );
}
