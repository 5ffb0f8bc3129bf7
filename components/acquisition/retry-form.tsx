import { ActionForm } from '@/components/ui/action-form.tsx';
import { ReasonField } from '@/components/ui/reason-field.tsx';
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
  return (
    <div className="mt-5">
      <ActionForm action={action} submit="Try again" working="Asking…" done="Asked for." primary>
        <input type="hidden" name="acquisitionId" value={acquisitionId} />
        <p>
          <span className="font-medium">{stepTitle} failed</span> and waits for a person. What is done stays
          done.
        </p>
        <ReasonField id="retry-reason" label="Reason for another attempt" />
      </ActionForm>
    </div>
  );
}
