'use client';

import { useState } from 'react';
import { AuthorityFields } from '@/components/acquisition/authority-fields.tsx';
import { ActionForm } from '@/components/ui/action-form.tsx';
import { Field } from '@/components/ui/field.tsx';
import { ReasonField } from '@/components/ui/reason-field.tsx';
import type { ReportPreview } from '@/lib/queries/get-report-preview.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';

const noAuthority = { authorityType: 'internal-policy', authorityNumber: '', validFrom: '', validUntil: '' };

/** Asks for a report: everything that a person states goes into the record, and is printed. */
export function ReportForm({
  preview,
  zones,
  requestKey,
  request,
}: {
  preview: Pick<ReportPreview, 'subject' | 'timeZone'>;
  zones: readonly string[];
  requestKey: string;
  request: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  const [authority, setAuthority] = useState(noAuthority);
  return (
    <ActionForm
      action={request}
      submit="Request this report"
      working="Registering…"
      done="Registered."
      primary
      goTo="/reports"
    >
      <input type="hidden" name="subject.kind" value={preview.subject.kind} />
      <input type="hidden" name="subject.id" value={preview.subject.id} />
      <input type="hidden" name="requestKey" value={requestKey} />
      <ReasonField id="report-reason" label="Scope and purpose" />
      <Field
        label="Requesting party"
        hint="Who asks for it. Empty: not supplied"
        name="requestingParty"
        htmlFor="report-party"
      >
        <input
          id="report-party"
          name="requestingParty"
          maxLength={300}
          autoComplete="off"
          className="input"
        />
      </Field>
      <Field
        label="Cross-references"
        hint="Numbers of other offices. Empty: not supplied"
        name="crossReferences"
        htmlFor="report-references"
      >
        <input
          id="report-references"
          name="crossReferences"
          maxLength={300}
          autoComplete="off"
          className="input"
        />
      </Field>
      <Field
        label="Matter"
        hint="The offence or dispute. Empty: not supplied"
        name="matter"
        htmlFor="report-matter"
      >
        <input id="report-matter" name="matter" maxLength={300} autoComplete="off" className="input" />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="Reference of the court"
          hint="Empty: not supplied"
          name="courtReference"
          htmlFor="report-court"
        >
          <input
            id="report-court"
            name="courtReference"
            maxLength={300}
            autoComplete="off"
            className="input"
          />
        </Field>
        <Field
          label="Person in charge of the case"
          hint="Empty: not supplied"
          name="personInCharge"
          htmlFor="report-charge"
        >
          <input
            id="report-charge"
            name="personInCharge"
            maxLength={300}
            autoComplete="off"
            className="input"
          />
        </Field>
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="Evidence is needed until"
          hint="The case’s own date. Empty: unknown"
          name="neededUntil"
          htmlFor="report-until"
        >
          <input id="report-until" type="date" name="neededUntil" className="input" />
        </Field>
        <Field label="Time zone beside UTC" name="timeZone" htmlFor="report-zone">
          <select id="report-zone" name="timeZone" defaultValue={preview.timeZone} className="input">
            {zones.map((zone) => (
              <option key={zone}>{zone}</option>
            ))}
          </select>
        </Field>
      </div>
      <AuthorityFields
        id="report-"
        draft={authority}
        errors={{}}
        onChange={(change) => setAuthority({ ...authority, ...change })}
      />
    </ActionForm>
  );
}
