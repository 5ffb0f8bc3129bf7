import { Field } from '@/components/ui/field.tsx';
import { authorityTypeWords } from '@/lib/custody/authority-words.ts';
import type { AcquireDraft } from './acquire-draft.ts';

type AuthorityDraft = Pick<AcquireDraft, 'authorityType' | 'authorityNumber' | 'validFrom' | 'validUntil'>;

// A person at the form names an authority; only the shell may leave it out.
const offered = Object.entries(authorityTypeWords).filter(([type]) => type !== 'not-supplied');

/** Under which authority the evidence is taken: type, number, validity. */
export function AuthorityFields({
  id = '',
  draft,
  errors,
  onChange,
}: {
  id?: string; // where a page has the fields more than once
  draft: AuthorityDraft;
  errors: Readonly<Record<string, string>>;
  onChange: (change: Partial<AuthorityDraft>) => void;
}) {
  return (
    <fieldset>
      <legend className="font-semibold">Legal authority</legend>
      <div className="mt-3 grid gap-4 sm:grid-cols-2">
        <Field
          label="Type"
          name="authority.type"
          error={errors['authority.type']}
          htmlFor={`${id}authority-type`}
        >
          <select
            id={`${id}authority-type`}
            name="authority.type"
            value={draft.authorityType}
            onChange={(event) => onChange({ authorityType: event.target.value })}
            className="input"
          >
            {offered.map(([type, words]) => (
              <option key={type} value={type}>
                {words}
              </option>
            ))}
          </select>
        </Field>
        <Field
          label="Number or identifier"
          name="authority.number"
          error={errors['authority.number']}
          htmlFor={`${id}authority-number`}
        >
          <input
            id={`${id}authority-number`}
            name="authority.number"
            required
            maxLength={120}
            autoComplete="off"
            value={draft.authorityNumber}
            onChange={(event) => onChange({ authorityNumber: event.target.value })}
            className="input"
          />
        </Field>
        <Field
          label="Valid from"
          hint="Empty: open"
          name="authority.validFrom"
          error={errors['authority.validFrom']}
          htmlFor={`${id}valid-from`}
        >
          <input
            id={`${id}valid-from`}
            type="date"
            name="authority.validFrom"
            value={draft.validFrom}
            onChange={(event) => onChange({ validFrom: event.target.value })}
            className="input"
          />
        </Field>
        <Field
          label="Valid until"
          hint="Empty: open"
          name="authority.validUntil"
          error={errors['authority.validUntil']}
          htmlFor={`${id}valid-until`}
        >
          <input
            id={`${id}valid-until`}
            type="date"
            name="authority.validUntil"
            value={draft.validUntil}
            onChange={(event) => onChange({ validUntil: event.target.value })}
            className="input"
          />
        </Field>
      </div>
    </fieldset>
  );
}
