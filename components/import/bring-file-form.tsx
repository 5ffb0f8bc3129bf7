'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { FieldErrorsProvider } from '@/components/ui/field-errors.tsx';
import { byteWords } from '@/lib/custody/byte-words.ts';
import { importPlan } from '@/lib/custody/import-plan.ts';
import { BroughtFields } from './brought-fields.tsx';
import { ImportOutcome } from './import-outcome.tsx';
import { sendBytes } from './send-bytes.ts';
import { TrustPolicyField } from './trust-policy-field.tsx';
import { type Register, useBringing } from './use-bringing.ts';
import { useKeptOpen } from './use-kept-open.ts';

/** A file, or a bundle, that the person has at hand: what is said of it, then its bytes, then the page of its acquisition. */
export function BringFileForm({
  incidentId,
  bundle = false,
  retentionDays,
  register,
}: {
  incidentId: string;
  bundle?: boolean;
  retentionDays: number;
  register: Register;
}) {
  const [file, setFile] = useState<File | null>(null);
  const [sent, setSent] = useState<number | null>(null);
  const [trustPolicy, setTrustPolicy] = useState('');
  const named = () => ({
    ...{ incidentId, fileName: file?.name ?? '', sizeBytes: file?.size ?? 0 },
    ...(bundle ? { trustPolicy } : {}),
  });
  const { submit, working, refused, item } = useBringing(register, named, async (begun) => {
    if (file === null) return null;
    setSent(0);
    const refusal = await sendBytes(begun, file, setSent);
    setSent(null);
    return refusal;
  });
  useKeptOpen(working);
  const plan =
    file === null
      ? null
      : importPlan(
          {
            ...{ way: 'by-hand', fileName: file.name, sizeBytes: String(file.size) },
            ...(bundle ? { what: 'bundle' } : {}),
          },
          { retentionDays },
        );
  return (
    <form className="mt-7 grid max-w-[640px] gap-6" onSubmit={submit}>
      <FieldErrorsProvider errors={refused?.fields ?? {}}>
        <Field label="File" htmlFor="brought-file" name="fileName" hint="At most 300 MB and five minutes.">
          <input
            id="brought-file"
            type="file"
            required
            disabled={working || item !== null}
            className="input"
            onChange={({ target }) => setFile(target.files?.[0] ?? null)}
          />
        </Field>
        {bundle && <TrustPolicyField value={trustPolicy} onChange={setTrustPolicy} />}
        <BroughtFields kind={bundle ? 'bundle' : 'asked'} />
      </FieldErrorsProvider>
      {sent !== null && file !== null && <Sending sent={sent} file={file} />}
      <ImportOutcome plan={plan} refused={refused} item={item} />
      <div>
        <Button type="submit" variant="primary" disabled={working}>
          {working ? 'Sending…' : item === null ? 'Bring the file in' : 'Send the file again'}
        </Button>
      </div>
    </form>
  );
}

/** When everything left, the answer is still to come: the locker takes its last bytes. */
function Sending({ sent, file }: { sent: number; file: File }) {
  const share = Math.min(100, Math.floor((sent / Math.max(1, file.size)) * 100));
  return (
    <div>
      <progress className="step-progress" max={100} value={share} aria-label={`Sent, ${share} %`} />
      <p className="mt-1 text-[13px] text-ink-2 tabular-nums">
        {byteWords(String(sent))} of {byteWords(String(file.size))}, {share} %
      </p>
    </div>
  );
}
