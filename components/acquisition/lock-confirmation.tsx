import { useState } from 'react';
import { Field } from '@/components/ui/field.tsx';
import type { LockOffer } from '@/lib/queries/get-acquire-options.ts';

/** Only in a tenant's first run: rehearse with a day of retention, or lock for good, which may ask for the locker's name. */
export function LockConfirmation({
  offer,
  retentionDays,
  rehearsal,
  error,
  onChange,
}: {
  offer: LockOffer;
  retentionDays: number;
  rehearsal: boolean;
  error: string | undefined;
  onChange: (rehearsal: boolean) => void;
}) {
  const [typed, setTyped] = useState(''); // kept after a refusal, but in no draft: it is typed anew each time
  const days = offer.rehearsalDays === 1 ? '1 day' : `${offer.rehearsalDays} days`;
  return (
    <fieldset>
      <legend className="font-semibold">First lock of this locker</legend>
      <p className="mt-1 text-[13px] text-ink-2">
        {offer.account} keeps no evidence yet. A locked retention policy can be extended, never undone.
      </p>
      <div className="mt-3 grid gap-4 sm:grid-cols-2">
        <Choice
          value="false"
          checked={!rehearsal}
          onChoose={() => onChange(false)}
          title={`Evidence, locked for ${retentionDays} days`}
          words="The incident's container is locked and held. Nobody can delete the copies or shorten that."
        />
        <Choice
          value="true"
          checked={rehearsal}
          onChoose={() => onChange(true)}
          title={`Rehearsal, locked for ${days}`}
          words="The same steps into a container of its own, without a legal hold. Marked everywhere, and no evidence."
        />
      </div>
      {offer.phrase !== null && !rehearsal && (
        <div className="mt-4">
          <Field
            label="Name of the locker"
            hint={`Type ${offer.phrase} to confirm the lock. It goes into the record with your name.`}
            error={error}
            htmlFor="lock-confirmation"
          >
            <input
              id="lock-confirmation"
              name="lockConfirmation"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              required
              maxLength={100}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              aria-invalid={error !== undefined}
              className="input font-mono"
            />
          </Field>
        </div>
      )}
    </fieldset>
  );
}

function Choice({
  value,
  checked,
  onChoose,
  title,
  words,
}: {
  value: 'true' | 'false';
  checked: boolean;
  onChoose: () => void;
  title: string;
  words: string;
}) {
  return (
    <label className="flex cursor-pointer items-start gap-3">
      <input
        type="radio"
        name="rehearsal"
        value={value}
        checked={checked}
        onChange={onChoose}
        className="mt-1 size-4 accent-accent"
      />
      <span>
        <span className="block font-medium">{title}</span>
        <span className="block text-[13px] text-ink-2">{words}</span>
      </span>
    </label>
  );
}
