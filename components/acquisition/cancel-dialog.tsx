'use client';

import { ActionForm } from '@/components/ui/action-form.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { ReasonField } from '@/components/ui/reason-field.tsx';
import type { ActionResult } from '@/lib/web/action-result.ts';

/** Asks for the reason and says beforehand what stays behind. */
export function CancelDialog({
  acquisitionId,
  consequence,
  action,
}: {
  acquisitionId: string;
  consequence: string;
  action: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  return (
    <Dialog trigger={<Button>Cancel…</Button>} title="Cancel this acquisition?">
      <ActionForm
        action={action}
        submit="Cancel the acquisition"
        working="Asking…"
        done="Cancellation asked for. The worker stops at its next heartbeat."
        primary
      >
        <input type="hidden" name="acquisitionId" value={acquisitionId} />
        <p>{consequence}</p>
        <p className="text-ink-2">The acquisition stays in the record, as cancelled.</p>
        <ReasonField id="cancel-reason" />
      </ActionForm>
    </Dialog>
  );
}
