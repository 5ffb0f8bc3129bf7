import { ActionForm } from '@/components/ui/action-form.tsx';
import { Field } from '@/components/ui/field.tsx';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { ReasonField } from '@/components/ui/reason-field.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { OrganisationHistory } from '@/lib/queries/get-organisation-history.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';

const fields = [
  ['name', 'Organisation', 'As reports name it'],
  ['address', 'Address', 'Empty: not supplied'],
  ['laboratory', 'Laboratory or unit', 'Empty: not supplied'],
  ['laboratoryAddress', 'Address of the laboratory', 'Empty: not supplied'],
  ['contact', 'Contact', 'Of the office, not of a person. Empty: not supplied'],
] as const;

/** Who runs this register, as reports name it: every version, and for who may say so a form for the next one. */
export function OrganisationPanel({
  history: { versions, isNewestKept },
  action,
}: {
  history: OrganisationHistory;
  action: ((previous: ActionResult, form: FormData) => Promise<ActionResult>) | null;
}) {
  const current = versions.find(({ inForce }) => inForce)?.profile;
  return (
    <section aria-labelledby="organisation-title" className="mt-10">
      <h2 id="organisation-title" className="mb-1 text-[17px] font-semibold">
        Organisation
      </h2>
      <p className="mb-3 max-w-[72ch] text-[13px] text-ink-2">
        Custody reports print what is in force when they are generated. A change is a new version on record;
        the earlier ones stay.
      </p>
      {isNewestKept && <p>The version in force was withheld or erased: reports print “Not supplied”.</p>}
      {versions.length === 0 && !isNewestKept && <p>Not described yet: reports print “Not supplied”.</p>}
      <ul>
        {versions.map(({ event, profile, by, at, inForce }) => (
          <li key={event} className="border-b border-hairline py-3">
            <p className="font-medium break-words">
              <PlainText text={profile.name} />
              {inForce && <span className="font-normal text-ink-2"> · in force</span>}
            </p>
            <p className="text-[13px] break-words text-ink-2">
              {[profile.address, profile.laboratory, profile.laboratoryAddress, profile.contact]
                .filter((one) => one !== null)
                .join(' · ') || 'Nothing more supplied'}
            </p>
            <p className="text-[13px] break-words text-ink-2">
              {by}, <Time at={at} inline />: “<PlainText text={profile.reason} />”
            </p>
          </li>
        ))}
      </ul>
      {action !== null && (
        <div className="mt-4 max-w-[560px]">
          <ActionForm action={action} submit="Record this version" working="Recording…" done="Recorded.">
            {fields.map(([name, label, hint]) => (
              <Field key={name} label={label} hint={hint} name={name} htmlFor={`organisation-${name}`}>
                <input
                  id={`organisation-${name}`}
                  name={name}
                  defaultValue={current?.[name] ?? ''}
                  key={current?.[name]}
                  maxLength={300}
                  required={name === 'name'}
                  autoComplete="off"
                  className="input"
                />
              </Field>
            ))}
            <ReasonField id="organisation-reason" />
          </ActionForm>
        </div>
      )}
    </section>
  );
}
