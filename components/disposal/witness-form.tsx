'use client';

import { SignInAgain } from '@/components/access/sign-in-again.tsx';
import { ActionForm } from '@/components/ui/action-form.tsx';
import { Field } from '@/components/ui/field.tsx';
import { disposalStepUp } from '@/lib/custody/disposal.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';

/** What a witness signs for, and the item's number typed by hand. */
export function WitnessForm({
  disposalId,
  evidenceId,
  exhibitNumber,
  statement,
  witness,
}: {
  disposalId: string;
  evidenceId: string;
  exhibitNumber: string;
  statement: string;
  witness: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  return (
    <ActionForm
      action={witness}
      submit="Witness the disposal"
      working="Recording…"
      done="Witnessed. The deletion is in the queue."
      primary
    >
      <input type="hidden" name="disposalId" value={disposalId} />
      <p className="break-words rounded-md bg-attention-soft px-3 py-2">{statement}</p>
      <Field
        label="Number of the item"
        hint={`Type ${exhibitNumber}. It is written into the record with your name.`}
        htmlFor="witness-number"
        name="exhibitNumber"
      >
        <input
          id="witness-number"
          name="exhibitNumber"
          required
          maxLength={40}
          autoComplete="off"
          className="input"
        />
      </Field>
      <p className="text-[13px] text-ink-2">
        It needs a sign-in that is not older than {disposalStepUp} minutes:{' '}
        <SignInAgain returnTo={`/evidence/${evidenceId}?tab=holds`} />.
      </p>
    </ActionForm>
  );
}
