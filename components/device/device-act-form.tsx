'use client';

import { useState } from 'react';
import { AuthorityFields } from '@/components/acquisition/authority-fields.tsx';
import { ActionForm } from '@/components/ui/action-form.tsx';
import { Field } from '@/components/ui/field.tsx';
import { ReasonField } from '@/components/ui/reason-field.tsx';
import type { DeviceAct } from '@/lib/custody/device-action.ts';
import { deviceActPlan } from '@/lib/custody/device-action-words.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';

const noAuthority = { authorityType: 'internal-policy', authorityNumber: '', validFrom: '', validUntil: '' };

/** One act: why, under which authority, and the sentence that says what it does before it is confirmed. */
export function DeviceActForm({
  id,
  act,
  incidentId,
  deviceId,
  deviceName,
  requestKey,
  submit,
  request,
}: {
  id: string;
  act: DeviceAct;
  incidentId: string;
  deviceId: string;
  deviceName: string;
  requestKey: string;
  submit: string;
  request: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  const [authority, setAuthority] = useState(noAuthority);
  const [sha1, setSha1] = useState('');
  const plan = deviceActPlan(
    act.kind === 'stop-and-quarantine' ? { ...act, sha1: sha1.trim().toLowerCase() } : act,
    deviceName,
  );
  return (
    <div className="mt-3">
      <ActionForm action={request} submit={submit} working="Asking…" done="Asked for. It stands below.">
        <input type="hidden" name="incidentId" value={incidentId} />
        <input type="hidden" name="deviceId" value={deviceId} />
        <input type="hidden" name="requestKey" value={requestKey} />
        <input type="hidden" name="confirmedPlan" value={plan} />
        <input type="hidden" name="act.kind" value={act.kind} />
        {'type' in act && <input type="hidden" name="act.type" value={act.type} />}
        {act.kind === 'stop-and-quarantine' && (
          <Field label="SHA-1 of the file" htmlFor={`${id}-sha1`} name="act.sha1">
            <input
              id={`${id}-sha1`}
              name="act.sha1"
              required
              autoComplete="off"
              spellCheck={false}
              value={sha1}
              onChange={(event) => setSha1(event.target.value)}
              className="input font-mono"
            />
          </Field>
        )}
        <ReasonField id={`${id}-reason`} />
        <AuthorityFields
          id={id}
          draft={authority}
          errors={{}}
          onChange={(change) => setAuthority({ ...authority, ...change })}
        />
        <p>{plan}</p>
      </ActionForm>
    </div>
  );
}
