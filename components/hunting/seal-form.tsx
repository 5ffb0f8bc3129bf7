'use client';

import { useState } from 'react';
import { AuthorityFields } from '@/components/acquisition/authority-fields.tsx';
import { ActionForm } from '@/components/ui/action-form.tsx';
import { ReasonField } from '@/components/ui/reason-field.tsx';
import type { ActionResult } from '@/lib/web/action-result.ts';

const noAuthority = { authorityType: 'internal-policy', authorityNumber: '', validFrom: '', validUntil: '' };

/** Makes the answer an evidence item. */
export function SealForm({
  runId,
  seal,
}: {
  runId: string;
  seal: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  const [authority, setAuthority] = useState(noAuthority);
  return (
    <section className="no-print mt-8" aria-labelledby="seal-title">
      <h3 id="seal-title" className="font-semibold">
        Seal this result
      </h3>
      <p className="mt-1 mb-4 max-w-[64ch] text-[13px] text-ink-2">
        The query, the time it was asked, every row and how many there were are stored as they were kept, read
        back and sealed as an evidence item.
      </p>
      <ActionForm
        action={seal}
        submit="Seal this result"
        working="Registering…"
        done="Registered."
        goTo="/evidence"
      >
        <input type="hidden" name="runId" value={runId} />
        <ReasonField id="seal-reason" />
        <AuthorityFields
          id="seal-"
          draft={authority}
          errors={{}}
          onChange={(change) => setAuthority({ ...authority, ...change })}
        />
      </ActionForm>
    </section>
  );
}
