'use client';

import { useState } from 'react';
import { AuthorityFields } from '@/components/acquisition/authority-fields.tsx';
import { ActionForm } from '@/components/ui/action-form.tsx';
import { ReasonField } from '@/components/ui/reason-field.tsx';
import type { DeviceAct } from '@/lib/custody/device-action.ts';
import { deviceActPlan } from '@/lib/custody/device-action-words.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { type FileDraft, QuarantineFields, quarantineOf } from './quarantine-fields.tsx';

const noAuthority = { authorityType: 'internal-policy', authorityNumber: '', validFrom: '', validUntil: '' };

/** One act: why, under which authority, and the sentence that says what it does before it is confirmed. */
export function DeviceActForm({
  id,
  act,
  incidentId,
  deviceId,
  deviceName,
  secondPerson,
  requestKey,
  submit,
  request,
}: {
  id: string;
  act: DeviceAct;
  incidentId: string;
  deviceId: string;
  deviceName: string;
  secondPerson: string | null; // why somebody else must agree first
  requestKey: string;
  submit: string;
  request: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  const [authority, setAuthority] = useState(noAuthority);
  const [file, setFile] = useState<FileDraft>({ sha1: '', taken: true, exhibitNumber: '', why: '' });
  const plan = deviceActPlan(act.kind === 'stop-and-quarantine' ? quarantineOf(file) : act, deviceName);
  return (
    <div className="mt-3">
      <ActionForm
        action={request}
        submit={secondPerson === null ? submit : `${submit}, once a second person agreed`}
        working="Asking…"
        done="Asked for. It stands below."
      >
        <input type="hidden" name="incidentId" value={incidentId} />
        <input type="hidden" name="deviceId" value={deviceId} />
        <input type="hidden" name="requestKey" value={requestKey} />
        <input type="hidden" name="confirmedPlan" value={plan} />
        <input type="hidden" name="act.kind" value={act.kind} />
        {'type' in act && <input type="hidden" name="act.type" value={act.type} />}
        {act.kind === 'stop-and-quarantine' && (
          <QuarantineFields id={id} file={file} change={(part) => setFile({ ...file, ...part })} />
        )}
        <ReasonField id={`${id}-reason`} />
        <AuthorityFields
          id={id}
          draft={authority}
          errors={{}}
          onChange={(change) => setAuthority({ ...authority, ...change })}
        />
        {secondPerson !== null && <p className="font-medium">{secondPerson}</p>}
        <p>{plan}</p>
      </ActionForm>
    </div>
  );
}
