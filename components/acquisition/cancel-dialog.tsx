'use client';

import { useActionState, useId } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { Field } from '@/components/ui/field.tsx';
import { Notice } from '@/components/ui/notice.tsx';
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
  const [result, submit, pending] = useActionState(action, null);
  const reasonId = useId();
  return (
    <Dialog trigger={<Button>Cancel…</Button>} title="Cancel this acquisition?">
      <form action={submit} className="grid gap-4">
        <input type="hidden" name="acquisitionId" value={acquisitionId} />
        <p>{consequence}</p>
        <p className="text-ink-2">The acquisition stays in the record, as cancelled.</p>
        <Field label="Reason" hint="At least 10 characters." htmlFor={reasonId}>
          <textarea
            id={reasonId}
            name="reason"
            required
            minLength={10}
            maxLength={2000}
            rows={3}
            className="input"
          />
        </Field>
        {result?.ok === false && <Notice tone="bad" title={result.message} />}
        {result?.ok === true && (
          <Notice tone="good" title="Cancellation asked for. The worker stops at its next heartbeat." />
        )}
        <Button type="submit" variant="primary" disabled={pending || result?.ok === true}>
          {pending ? 'Asking…' : 'Cancel the acquisition'}
        </Button>
      </form>
    </Dialog>
  );
}
