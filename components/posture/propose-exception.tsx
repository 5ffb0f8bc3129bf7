'use client';

import { type Propose, ProposeForm } from '@/components/controls/propose-form.tsx';
import { Field } from '@/components/ui/field.tsx';

/** Asks two others to let a failing control be for a while, as long as Azure says what it says now. */
export function ProposeException({ control, propose }: { control: string; propose: Propose }) {
  return (
    <ProposeForm
      name={`exception:${control}`}
      initial={{ days: '14' }}
      propose={propose}
      changeOf={({ days }) => ({ control, days })}
      returnTo={`/posture?control=${encodeURIComponent(control)}`}
    >
      {(typed, change) => (
        <Field
          label="Days"
          hint="90 at most. Two others confirm, one of all a controller. It holds only while Azure says what it says now."
          htmlFor="exception-days"
          name="change.days"
        >
          <input
            id="exception-days"
            type="number"
            min={1}
            max={90}
            required
            className="input max-w-[120px]"
            value={typed.days}
            onChange={(event) => change({ days: event.target.value })}
          />
        </Field>
      )}
    </ProposeForm>
  );
}
