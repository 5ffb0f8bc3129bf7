import { useState } from 'react';
import { AuthorityFields } from '@/components/acquisition/authority-fields.tsx';
import { Field } from '@/components/ui/field.tsx';
import { ReasonField } from '@/components/ui/reason-field.tsx';
import { broughtKinds, broughtKindWords } from '@/lib/custody/brought-source.ts';
import { ClaimRows } from './claim-rows.tsx';

const noAuthority = { authorityType: 'internal-policy', authorityNumber: '', validFrom: '', validUntil: '' };

// A bundle comes by its own way, with the policy that it is judged by.
const offered = broughtKinds.filter((one) => one !== 'bundle');

/** What is said of everything that is brought in. `kind`: what it is, where the way says that already. */
export function BroughtFields({ kind }: { kind: 'asked' | 'disk-image' | 'bundle' }) {
  const [authority, setAuthority] = useState(noAuthority);
  return (
    <>
      {kind === 'asked' ? (
        <Field label="What it is" htmlFor="brought-what" name="what">
          <select id="brought-what" name="what" className="input" defaultValue="other">
            {offered.map((one) => (
              <option key={one} value={one}>
                {broughtKindWords(one)}
              </option>
            ))}
          </select>
        </Field>
      ) : (
        <input type="hidden" name="what" value={kind} />
      )}
      <Field label="Description" htmlFor="brought-description" name="description">
        <textarea
          id="brought-description"
          name="description"
          required
          minLength={3}
          maxLength={1000}
          rows={2}
          className="input"
        />
      </Field>
      <fieldset className="grid gap-4">
        <legend className="font-semibold">Custody before this moment</legend>
        <p className="max-w-[64ch] text-[13px] text-ink-2">
          As you know it; what you leave empty is recorded as not supplied. It stands in the record as your
          statement.
        </p>
        <Line name="takenBy" label="Who took it" />
        <Field label="When it was taken (UTC)" htmlFor="brought-takenAt" name="earlier.takenAt">
          <input id="brought-takenAt" name="earlier.takenAt" type="datetime-local" className="input" />
        </Field>
        <Line name="how" label="How, and with which tool" />
        <Line name="heldBy" label="Who kept it since, and where" />
      </fieldset>
      <ClaimRows />
      <ReasonField id="brought-reason" label="Purpose" />
      <AuthorityFields
        id="brought-"
        draft={authority}
        errors={{}}
        onChange={(to) => setAuthority({ ...authority, ...to })}
      />
    </>
  );
}

function Line({ name, label }: { name: 'takenBy' | 'how' | 'heldBy'; label: string }) {
  const id = `brought-${name}`;
  return (
    <Field label={label} htmlFor={id} name={`earlier.${name}`}>
      <input id={id} name={`earlier.${name}`} maxLength={1000} className="input" />
    </Field>
  );
}
