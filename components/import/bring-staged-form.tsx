'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { FieldErrorsProvider } from '@/components/ui/field-errors.tsx';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { Time } from '@/components/ui/time.tsx';
import { exactSize } from '@/lib/custody/byte-words.ts';
import { importPlan } from '@/lib/custody/import-plan.ts';
import type { WaitingFile } from '@/lib/custody/waiting-file.ts';
import { BroughtFields } from './brought-fields.tsx';
import { ImportOutcome } from './import-outcome.tsx';
import { type Register, useBringing } from './use-bringing.ts';

/** A file that waits in other storage: which one, in the version that is shown, and what is said of it. */
export function BringStagedForm({
  incidentId,
  way,
  files,
  retentionDays,
  register,
}: {
  incidentId: string;
  way: 'staged' | 'windows-365';
  files: readonly WaitingFile[];
  retentionDays: number;
  register: Register;
}) {
  const [chosen, setChosen] = useState<WaitingFile | null>(null);
  const named = () => ({ incidentId, way, blob: chosen?.blob ?? '', etag: chosen?.etag ?? '' });
  const { submit, working, refused, item } = useBringing(register, named);
  const plan =
    chosen === null
      ? null
      : importPlan({ way, fileName: lastPart(chosen.blob), sizeBytes: chosen.sizeBytes }, { retentionDays });
  return (
    <form className="mt-7 grid max-w-[640px] gap-6" onSubmit={submit}>
      <fieldset>
        <legend className="font-semibold">File</legend>
        <ul>
          {files.map((file) => (
            <li key={`${file.blob} ${file.etag}`} className="border-b border-hairline">
              <label className="flex gap-3 py-3">
                <input
                  type="radio"
                  name="file"
                  required
                  className="mt-1 size-4 accent-accent"
                  checked={chosen === file}
                  onChange={() => setChosen(file)}
                />
                <span className="min-w-0">
                  <PlainText className="block [overflow-wrap:anywhere]" text={file.blob} />
                  <span className="text-[13px] text-ink-2 tabular-nums">
                    {exactSize(file.sizeBytes)}, {file.blobType}, written{' '}
                    {file.lastModified === null ? 'Unknown' : <Time at={file.lastModified} inline />}
                  </span>
                </span>
              </label>
            </li>
          ))}
        </ul>
      </fieldset>
      <FieldErrorsProvider errors={refused?.fields ?? {}}>
        <BroughtFields kind={way === 'windows-365' ? 'disk-image' : 'asked'} />
      </FieldErrorsProvider>
      <ImportOutcome plan={plan} refused={refused} item={item} />
      <div>
        <Button type="submit" variant="primary" disabled={working}>
          {working ? 'Asking…' : 'Take it over'}
        </Button>
      </div>
    </form>
  );
}

function lastPart(blob: string): string {
  return blob.split('/').at(-1) ?? blob;
}
