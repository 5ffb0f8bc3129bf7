import { ActionForm } from '@/components/ui/action-form.tsx';
import type { ActionResult } from '@/lib/web/action-result.ts';

/** Has the ledger verified now, or goes to the verification that is at it: the answer names the one that is open. */
export function StartVerification({
  action,
  open,
}: {
  open: boolean; // one waits or runs
  action: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  return (
    <ActionForm
      action={action}
      submit={open ? 'Show the verification at work' : 'Verify the ledger now'}
      working="Asking…"
      done="Asked for."
      primary
      goTo="/ledger/verifications"
    >
      <p className="text-ink-2">
        The worker reads every entry twice, as the anchors have it and as the database has it, computes every
        hash anew, and asks the witnesses. Nothing is changed. One verification runs at a time.
      </p>
    </ActionForm>
  );
}
