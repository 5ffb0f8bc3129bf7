'use client';

import { Field } from '@/components/ui/field.tsx';
import { type Propose, ProposeForm } from './propose-form.tsx';

/** Another number of days for new incidents. */
export function ProposeRetention({ days, propose }: { days: number; propose: Propose }) {
  return (
    <ProposeForm
      name="retention"
      initial={{ retentionDays: String(days) }}
      propose={propose}
      changeOf={({ retentionDays }) => ({ retentionDays })}
    >
      {(typed, change) => (
        <Field
          label="Days of retention"
          hint="For the evidence of new incidents. What is locked already stays as it is."
          htmlFor="retention-days"
          name="change.retentionDays"
        >
          <input
            id="retention-days"
            type="number"
            min={1}
            required
            className="input max-w-[160px]"
            value={typed.retentionDays}
            onChange={(event) => change({ retentionDays: event.target.value })}
          />
        </Field>
      )}
    </ProposeForm>
  );
}
