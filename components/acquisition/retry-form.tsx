'use client';

import { useActionState, useId } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import type { ActionResult } from '@/lib/web/action-result.ts';

/** Tries a failed step again, with a reason for the record. */
export function RetryForm({
  acquisitionId,
  stepTitle,
  action,
}: {
  acquisitionId: string;
  stepTitle: string;
  action: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  const [result, submit, pending] = useActionState(action, null);
  const reasonId = useId();
  return (
    <form action={submit} className="mt-5 grid max-w-[640px] justify-items-start gap-4">
      <input type="hidden" name="acquisitionId" value={acquisitionId} />
      <p>
        <span className="font-medium">{stepTitle} failed</span> and waits for a person. What is done stays
        done.
      </p>
      <div className="w-full">
        <Field label="Reason for another attempt" hint="At least 10 characters." htmlFor={reasonId}>
          <textarea
            id={reasonId}
            name="reason"
            required
            minLength={10}
            maxLength={2000}
            rows={2}
            className="input"
          />
        </Field>
      </div>
      {result?.ok === false && <Notice tone="bad" title={result.message} />}
      <Button type="submit" variant="primary" disabled={pending}>
        {pending ? 'Asking…' : 'Try again'}
      </Button>
    </form>
  );
}
