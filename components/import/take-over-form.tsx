'use client';

import { type FormEvent, useState } from 'react';
import { AuthorityFields } from '@/components/acquisition/authority-fields.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { FieldErrorsProvider } from '@/components/ui/field-errors.tsx';
import { ReasonField } from '@/components/ui/reason-field.tsx';
import type { OldImage } from '@/lib/custody/old-room.ts';
import { OldImageRow, type TakingOver } from './old-image-row.tsx';
import { saidOfBrought } from './said-of-brought.ts';
import type { Registered } from './send-bytes.ts';
import { nothingAnswered, type Register } from './use-bringing.ts';

const noAuthority = { authorityType: 'internal-policy', authorityNumber: '', validFrom: '', validUntil: '' };

/** Images of the older reference: which of them, and what is said of all; each becomes an item, one after the other. */
export function TakeOverForm({
  incidentId,
  images,
  retentionDays,
  register,
}: {
  incidentId: string;
  images: readonly OldImage[];
  retentionDays: number;
  register: Register;
}) {
  const [authority, setAuthority] = useState(noAuthority);
  const [chosen, setChosen] = useState<ReadonlyMap<string, TakingOver>>(new Map());
  const [working, setWorking] = useState(false);
  const stand = (blob: string, to: TakingOver | null) =>
    setChosen((now) => {
      const next = new Map(now);
      if (to === null) next.delete(blob);
      else next.set(blob, to);
      return next;
    });
  const left = images.filter(({ blob }) => {
    const standing = chosen.get(blob);
    return standing !== undefined && standing.kind !== 'begun';
  });
  const refusal = [...chosen.values()].find((one) => one.kind === 'refused');
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setWorking(true);
    for (const image of left) {
      const key = keyOf(chosen.get(image.blob));
      stand(image.blob, { kind: 'asking', key });
      stand(image.blob, await takeOver(register, form, { incidentId, image, key }));
    }
    setWorking(false);
  }
  return (
    <form className="mt-7 grid max-w-[640px] gap-6" onSubmit={submit}>
      <fieldset>
        <legend className="font-semibold">Disk images</legend>
        <ul>
          {images.map((image) => (
            <OldImageRow
              key={`${image.blob} ${image.etag}`}
              image={image}
              standing={chosen.get(image.blob) ?? null}
              working={working}
              choose={(yes) => stand(image.blob, yes ? { kind: 'chosen', key: crypto.randomUUID() } : null)}
            />
          ))}
        </ul>
      </fieldset>
      <FieldErrorsProvider errors={refusal?.kind === 'refused' ? refusal.fields : {}}>
        <Field
          label="Who ran the runbook"
          hint="As you know it; empty is recorded as not supplied."
          htmlFor="taken-by"
          name="takenBy"
        >
          <input id="taken-by" name="earlier.takenBy" maxLength={1000} className="input" />
        </Field>
        <ReasonField id="take-over-reason" label="Purpose" />
        <AuthorityFields
          id="take-over-"
          draft={authority}
          errors={{}}
          onChange={(to) => setAuthority({ ...authority, ...to })}
        />
      </FieldErrorsProvider>
      <section aria-labelledby="take-over-plan">
        <h2 id="take-over-plan" className="font-semibold">
          What will happen
        </h2>
        <p className="mt-1 max-w-[64ch]">{planWords(left.length, retentionDays)}</p>
      </section>
      <div>
        <Button type="submit" variant="primary" disabled={working || left.length === 0}>
          {working ? 'Asking…' : buttonWords(left.length)}
        </Button>
      </div>
    </form>
  );
}

function keyOf(standing: TakingOver | undefined): string {
  return standing !== undefined && 'key' in standing ? standing.key : crypto.randomUUID();
}

async function takeOver(
  register: Register,
  form: FormData,
  { incidentId, image, key }: { incidentId: string; image: OldImage; key: string },
): Promise<TakingOver> {
  const { reason, authority, earlier } = saidOfBrought(form);
  const { blob, etag } = image;
  const asked = { incidentId, blob, etag, takenBy: earlier.takenBy, reason, authority, requestKey: key };
  const answer = await register(null, asked);
  if (answer?.ok === true) return { kind: 'begun', item: answer.value as Registered }; // what the action answers
  const { code, message, fields = {} } = answer ?? nothingAnswered;
  // Under a key that was spent nothing more is begun.
  return { kind: 'refused', message, fields, key: code === 'conflict' ? crypto.randomUUID() : key };
}

function planWords(count: number, retentionDays: number): string {
  if (count === 0) return 'Choose an image first.';
  const days = `${retentionDays} ${retentionDays === 1 ? 'day' : 'days'}`;
  return (
    `Holdfast will read ${count === 1 ? 'this image' : `these ${count} images`} from the storage of the older reference, which it only reads, ` +
    `into the evidence locker, compute SHA-256 and what the vault claims on the way, hash the stored copy again, and seal each as an item ` +
    `that it did not take itself. A difference from a claim is recorded and stops nothing. Nobody can delete it for ${days}, or while a legal hold stands.`
  );
}

function buttonWords(count: number): string {
  return count > 1 ? `Take the ${count} images over` : 'Take the image over';
}
