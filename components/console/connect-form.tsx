'use client';

import { useState } from 'react';
import { AuthorityFields } from '@/components/acquisition/authority-fields.tsx';
import { ActionForm } from '@/components/ui/action-form.tsx';
import { ReasonField } from '@/components/ui/reason-field.tsx';
import type { ActionResult } from '@/lib/web/action-result.ts';

const noAuthority = { authorityType: 'internal-policy', authorityNumber: '', validFrom: '', validUntil: '' };

/** `connect`: why, and under which authority, once for everything that is done in the console. */
export function ConnectForm({
  incidentId,
  deviceId,
  connect,
}: {
  incidentId: string;
  deviceId: string;
  connect: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  const [authority, setAuthority] = useState(noAuthority);
  return (
    <section className="no-print mt-8" aria-labelledby="connect">
      <h2 id="connect" className="font-semibold">
        Connect
      </h2>
      <p className="mt-1 mb-4 max-w-[64ch] text-[13px] text-ink-2">
        The reason and the authority stand for every line of this console. Nothing is sent until a command
        needs the device. Half an hour without a line closes it.
      </p>
      <ActionForm
        action={connect}
        submit="Connect"
        working="Asking Defender…"
        done="Session established."
        primary
      >
        <input type="hidden" name="incidentId" value={incidentId} />
        <input type="hidden" name="deviceId" value={deviceId} />
        <ReasonField id="connect-reason" />
        <AuthorityFields
          id="connect-"
          draft={authority}
          errors={{}}
          onChange={(change) => setAuthority({ ...authority, ...change })}
        />
      </ActionForm>
    </section>
  );
}
