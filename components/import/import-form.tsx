'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { AuthorityFields } from '@/components/acquisition/authority-fields.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { FieldErrorsProvider } from '@/components/ui/field-errors.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { ReasonField } from '@/components/ui/reason-field.tsx';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { formOfImport, type Registered, registeredIn, sendFile } from './send-import.ts';

const noAuthority = { authorityType: 'internal-policy', authorityNumber: '', validFrom: '', validUntil: '' };

interface Props {
  readonly incidentId: string;
  readonly deviceId: string;
  readonly requestKey: string;
  readonly register: (previous: ActionResult, input: FormData | object) => Promise<ActionResult>;
}

/** One file of a session that was run elsewhere: first what is said of it, then its bytes. */
export function ImportForm({ incidentId, deviceId, requestKey, register }: Props) {
  const [authority, setAuthority] = useState(noAuthority);
  const [begun, setBegun] = useState<Registered | null>(null);
  const [refusal, setRefusal] = useState<Exclude<ActionResult, null> | null>(null);
  const [working, setWorking] = useState(false);
  const router = useRouter();
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { file, said } = formOfImport(new FormData(event.currentTarget));
    setWorking(true);
    setRefusal(null);
    const answer = begun ?? (await register(null, { ...said, incidentId, deviceId, requestKey }));
    const item = registeredIn(answer);
    const sent = item === null ? (answer as Exclude<ActionResult, null>) : await sendFile(item, file);
    setWorking(false);
    setBegun(item);
    if (item !== null && sent.ok) router.push(`/evidence/${item.id}`);
    else setRefusal(sent);
  }
  return (
    <form className="mt-7 grid max-w-[640px] gap-4" onSubmit={submit}>
      <p className="max-w-[64ch] text-[13px] text-ink-2">
        For a session of Microsoft’s own portal, which no interface lists. Custody begins with the import, and
        you are its first custodian. The item says everywhere that it was imported by hand.
      </p>
      <FieldErrorsProvider errors={refusal?.ok === false ? (refusal.fields ?? {}) : {}}>
        <Field label="File" htmlFor="import-file" name="fileName" hint="At most 300 MB.">
          <input id="import-file" name="file" type="file" required className="input" />
        </Field>
        <Field label="What it is" htmlFor="import-role" name="role">
          <select id="import-role" name="role" className="input" defaultValue="file">
            <option value="file">A file that the session fetched</option>
            <option value="transcript">The transcript of the session</option>
          </select>
        </Field>
        <Field label="When the session was run (UTC)" htmlFor="import-at" name="ranAt">
          <input id="import-at" name="ranAt" type="datetime-local" required className="input" />
        </Field>
        <Field label="Who ran it" htmlFor="import-by" name="ranBy">
          <input id="import-by" name="ranBy" required maxLength={200} className="input" />
        </Field>
        <Field label="Why it is imported by hand" htmlFor="import-why" name="whyByHand">
          <textarea
            id="import-why"
            name="whyByHand"
            required
            minLength={10}
            maxLength={1000}
            rows={2}
            className="input"
          />
        </Field>
        <ReasonField id="import-reason" />
        <AuthorityFields
          id="import-"
          draft={authority}
          errors={{}}
          onChange={(change) => setAuthority({ ...authority, ...change })}
        />
      </FieldErrorsProvider>
      {begun !== null && !working && (
        <Notice
          tone="attention"
          title={`${begun.exhibitNumber} is registered; its bytes are not here yet. Send the same file again.`}
        />
      )}
      {refusal?.ok === false && <Notice tone="bad" title={refusal.message} />}
      <div>
        <Button type="submit" variant="primary" disabled={working}>
          {working ? 'Sending…' : 'Import the file'}
        </Button>
      </div>
    </form>
  );
}
