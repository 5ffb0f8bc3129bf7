'use client';

import { type FormEvent, useState } from 'react';
import { AuthorityFields } from '@/components/acquisition/authority-fields.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { FieldErrorsProvider } from '@/components/ui/field-errors.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { ReasonField } from '@/components/ui/reason-field.tsx';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { FileRows } from './file-rows.tsx';
import { type FileState, type ImportFile, saidIn, sendImport } from './send-import.ts';
import { useKeptOpen } from './use-kept-open.ts';

const noAuthority = { authorityType: 'internal-policy', authorityNumber: '', validFrom: '', validUntil: '' };
const mostFiles = 20;

interface Props {
  readonly incidentId: string;
  readonly deviceId: string;
  readonly register: (previous: ActionResult, input: FormData | object) => Promise<ActionResult>;
}

/** The files of a session that was run elsewhere: what is said of all of them, then their bytes, one after the other. */
export function ImportForm({ incidentId, deviceId, register }: Props) {
  const [authority, setAuthority] = useState(noAuthority);
  const [files, setFiles] = useState<readonly ImportFile[]>([]);
  const [working, setWorking] = useState(false);
  useKeptOpen(working);
  const left = files.filter(({ state }) => state.kind !== 'arrived');
  const refused = left.flatMap(({ state }) => (state.kind === 'refused' ? [state.refusal] : []));
  const change = (key: string, to: Partial<ImportFile>) =>
    setFiles((now) => now.map((one) => (one.key === key ? { ...one, ...to } : one)));
  const show = (key: string) => (state: FileState) => change(key, { state });
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const said = { ...saidIn(new FormData(event.currentTarget)), incidentId, deviceId };
    setWorking(true);
    for (const one of left) show(one.key)(await sendImport(one, said, register, show(one.key)));
    setWorking(false);
  }
  return (
    <form className="mt-7 grid max-w-[640px] gap-4" onSubmit={submit}>
      <p className="max-w-[64ch] text-[13px] text-ink-2">
        For a session of Microsoft’s own portal, which no interface lists. Custody begins with the import, and
        you are its first custodian. The items say everywhere that they were imported by hand.
      </p>
      <FieldErrorsProvider errors={refused.at(0)?.fields ?? {}}>
        <Field
          label="Files"
          htmlFor="import-file"
          name="fileName"
          hint={`Each becomes an item of its own: at most 300 MB and five minutes each, ${mostFiles} at once.`}
        >
          <input
            id="import-file"
            type="file"
            multiple
            required={files.length === 0}
            disabled={working || files.length >= mostFiles}
            className="input"
            onChange={({ target }) => {
              const chosen = [...(target.files ?? [])].map(newFile);
              setFiles((now) => [...now, ...chosen].slice(0, mostFiles));
              target.value = '';
            }}
          />
        </Field>
        {files.length > 0 && (
          <FileRows
            files={files}
            working={working}
            choose={(key, role) => change(key, { role })}
            remove={(key) => setFiles((now) => now.filter((one) => one.key !== key))}
          />
        )}
        <Field label="When the session was run (UTC)" htmlFor="import-at" name="ranAt">
          <input id="import-at" name="ranAt" type="datetime-local" required className="input" />
        </Field>
        <Field label="Who ran it" htmlFor="import-by" name="ranBy">
          <input id="import-by" name="ranBy" required minLength={3} maxLength={200} className="input" />
        </Field>
        <Field
          label="Why it is imported by hand"
          hint="At least 10 characters."
          htmlFor="import-why"
          name="whyByHand"
        >
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
          onChange={(to) => setAuthority({ ...authority, ...to })}
        />
      </FieldErrorsProvider>
      <Outcome files={files} left={left.length} working={working} />
      <div>
        <Button type="submit" variant="primary" disabled={working || (files.length > 0 && left.length === 0)}>
          {words(files.length, left.length, working)}
        </Button>
      </div>
    </form>
  );
}

function newFile(file: File): ImportFile {
  return { key: crypto.randomUUID(), file, role: 'file', state: { kind: 'chosen' } };
}

function words(all: number, left: number, working: boolean): string {
  if (working) return 'Sending…';
  if (left < all) return left === 0 ? 'All sent' : `Send the ${left} that did not arrive`;
  return all > 1 ? `Import ${all} files` : 'Import the file';
}

function Outcome({ files, left, working }: { files: readonly ImportFile[]; left: number; working: boolean }) {
  if (working || files.length === 0 || files.every(({ state }) => state.kind === 'chosen')) return null;
  if (left === 0)
    return (
      <Notice
        tone="good"
        title={files.length === 1 ? 'The file arrived.' : `All ${files.length} files arrived.`}
      >
        They are read back and sealed now; each item’s page says when that is done.
      </Notice>
    );
  return (
    <Notice
      tone="bad"
      title={`${left} of ${files.length} did not arrive. What stands beside each says why.`}
    />
  );
}
