'use client';

import { useState } from 'react';
import { ActionForm } from '@/components/ui/action-form.tsx';
import { Field } from '@/components/ui/field.tsx';
import { type AccessMode, modeWords } from '@/lib/custody/access-policy.ts';
import { authorityTypeWords } from '@/lib/custody/authority-words.ts';
import type { RequestForm } from '@/lib/queries/get-request-form.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';

// A person at the form names an authority; only the shell may leave it out.
const offered = Object.entries(authorityTypeWords).filter(([type]) => type !== 'not-supplied');

/** Asks for access: what for, under which authority, in which way, from where and for how long. */
export function AccessRequestForm({
  form,
  action,
}: {
  form: RequestForm;
  action: (previous: ActionResult, data: FormData) => Promise<ActionResult>;
}) {
  const [mode, setMode] = useState<AccessMode>('see-contents');
  const rule = form.modes.find((one) => one.mode === mode);
  return (
    <ActionForm
      action={action}
      submit="Ask for access"
      working="Asking…"
      done="Asked."
      goTo="/requests"
      primary
    >
      <input type="hidden" name="incidentId" value={form.incident.id} />
      {!form.whole &&
        form.items.map(({ id }) => <input key={id} type="hidden" name="evidenceIds" value={id} />)}
      <Field
        label="Purpose"
        hint="At least 10 characters. It is written into the record."
        htmlFor="purpose"
        name="purpose"
      >
        <textarea
          id="purpose"
          name="purpose"
          required
          minLength={10}
          maxLength={2000}
          rows={3}
          className="input"
        />
      </Field>
      <fieldset>
        <legend className="text-[13px] font-medium">Access</legend>
        <div className="mt-1 grid gap-2">
          {form.modes.map((one) => (
            <label key={one.mode} className="flex items-start gap-3">
              <input
                type="radio"
                name="mode"
                value={one.mode}
                checked={one.mode === mode}
                onChange={() => setMode(one.mode)}
                className="mt-1 size-4 shrink-0 accent-accent"
              />
              <span>
                {modeWords(one.mode)}
                <span className="block text-[12px] text-ink-2">{one.words}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="For how many hours" hint={`At most ${rule?.longestHours}`} htmlFor="hours" name="hours">
          <input
            id="hours"
            name="hours"
            type="number"
            required
            min={1}
            max={rule?.longestHours}
            defaultValue={4}
            className="input"
          />
        </Field>
        <Field
          label="From which addresses"
          hint="One address, or a range such as 10.20.0.0/16"
          htmlFor="addressRange"
          name="addressRange"
        >
          <input
            id="addressRange"
            name="addressRange"
            required
            maxLength={50}
            autoComplete="off"
            defaultValue={form.ownAddress ?? ''}
            className="input font-mono"
          />
        </Field>
        <Field label="Legal authority" htmlFor="authority-type" name="authority.type">
          <select id="authority-type" name="authority.type" className="input" defaultValue="internal-policy">
            {offered.map(([type, words]) => (
              <option key={type} value={type}>
                {words}
              </option>
            ))}
          </select>
        </Field>
        <Field label="Number or identifier" htmlFor="authority-number" name="authority.number">
          <input
            id="authority-number"
            name="authority.number"
            required
            maxLength={120}
            autoComplete="off"
            className="input"
          />
        </Field>
        <Field label="Valid from" hint="Empty: open" htmlFor="valid-from" name="authority.validFrom">
          <input id="valid-from" type="date" name="authority.validFrom" className="input" />
        </Field>
        <Field label="Valid until" hint="Empty: open" htmlFor="valid-until" name="authority.validUntil">
          <input id="valid-until" type="date" name="authority.validUntil" className="input" />
        </Field>
      </div>
    </ActionForm>
  );
}
