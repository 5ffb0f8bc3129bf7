import { SignInAgain } from '@/components/access/sign-in-again.tsx';
import { ActionForm } from '@/components/ui/action-form.tsx';
import { Field } from '@/components/ui/field.tsx';
import { ReasonField } from '@/components/ui/reason-field.tsx';
import { breakGlassMinutes } from '@/lib/custody/break-glass.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';

type Act = (previous: ActionResult, form: FormData) => Promise<ActionResult>;

/** Which incident, for how long, and why. */
export function BreakGlassForm({ open }: { open: Act }) {
  return (
    <ActionForm
      action={open}
      submit="Break the glass"
      working="Opening…"
      done="It is open for you. Everybody who watches has been told."
    >
      <Field
        label="Incident"
        hint="Its number: INC-2026-0001."
        htmlFor="break-glass-incident"
        name="incident"
      >
        <input id="break-glass-incident" name="incident" required className="input max-w-[240px] font-mono" />
      </Field>
      <Field label="Minutes" htmlFor="break-glass-minutes" name="minutes">
        <input
          id="break-glass-minutes"
          name="minutes"
          type="number"
          min={5}
          max={breakGlassMinutes}
          defaultValue={30}
          required
          className="input max-w-[120px]"
        />
      </Field>
      <ReasonField id="break-glass-reason" />
      <p className="text-[13px] text-ink-2">
        It needs a sign-in that is not older than 15 minutes: <SignInAgain returnTo="/break-glass" />.
      </p>
    </ActionForm>
  );
}
