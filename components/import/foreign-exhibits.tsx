'use client';

import Link from 'next/link';
import { useState } from 'react';
import { AuthorityFields } from '@/components/acquisition/authority-fields.tsx';
import { Button } from '@/components/ui/button.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { FieldErrorsProvider } from '@/components/ui/field-errors.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { ReasonField } from '@/components/ui/reason-field.tsx';
import type { ForeignExhibit } from '@/lib/custody/foreign-bundle.ts';
import { inPlainSight } from '@/lib/custody/plain-sight.ts';
import type { ForeignBundleView } from '@/lib/queries/get-foreign-bundle.ts';
import { type Register, useBringing } from './use-bringing.ts';

const noAuthority = { authorityType: 'internal-policy', authorityNumber: '', validFrom: '', validUntil: '' };

/** The items that a bundle tells of; one whose bytes lie in it can be taken as an item of its own. */
export function ForeignExhibits({
  bundle: { acquisitionId, mayTake, taken },
  exhibits,
  take,
}: {
  bundle: Pick<ForeignBundleView, 'acquisitionId' | 'mayTake' | 'taken'>;
  exhibits: readonly ForeignExhibit[];
  take: Register;
}) {
  const [chosen, setChosen] = useState<string | null>(null);
  const offered = mayTake && exhibits.some(({ path }) => path !== null);
  if (exhibits.length === 0)
    return (
      <EmptyState title="No sealed item">The bundle tells of none, or their words are withheld.</EmptyState>
    );
  return (
    <section>
      <h2 className="font-semibold">Items in the bundle</h2>
      <ul className="mt-2 border-t border-hairline">
        {exhibits.map((exhibit) => (
          <li key={exhibit.exhibitNumber} className="border-b border-hairline py-3">
            {offered ? (
              <label className="flex gap-3">
                <input
                  type="radio"
                  name="theirs"
                  className="mt-1 size-4 accent-accent"
                  disabled={exhibit.path === null}
                  checked={chosen === exhibit.exhibitNumber}
                  onChange={() => setChosen(exhibit.exhibitNumber)}
                />
                <ExhibitWords exhibit={exhibit} />
              </label>
            ) : (
              <ExhibitWords exhibit={exhibit} />
            )}
            {taken
              .filter(({ theirs }) => theirs === exhibit.exhibitNumber)
              .map(({ id, exhibitNumber }) => (
                <p key={id} className="mt-1 text-[13px]">
                  Taken as{' '}
                  <Link className="underline" href={`/evidence/${id}`}>
                    {exhibitNumber}
                  </Link>
                </p>
              ))}
          </li>
        ))}
      </ul>
      {offered && <TakeForm key={chosen} acquisitionId={acquisitionId} theirs={chosen} take={take} />}
    </section>
  );
}

function ExhibitWords({ exhibit: { exhibitNumber, sha256, index, path } }: { exhibit: ForeignExhibit }) {
  return (
    <span className="min-w-0">
      <PlainText className="block [overflow-wrap:anywhere]" text={exhibitNumber} />
      <span className="block text-[13px] text-ink-2 [overflow-wrap:anywhere]">
        Sealed by entry {index} of its log with SHA-256 <code className="font-mono">{sha256}</code>;{' '}
        {path === null ? 'its bytes are not in the bundle.' : `here as ${inPlainSight(path)}.`}
      </span>
    </span>
  );
}

function TakeForm({
  acquisitionId,
  theirs,
  take,
}: {
  acquisitionId: string;
  theirs: string | null;
  take: Register;
}) {
  const [authority, setAuthority] = useState(noAuthority);
  const asked: Register = (previous, said) => take(previous, onlyAsked(said));
  const { submit, working, refused } = useBringing(asked, () => ({ acquisitionId, theirs: theirs ?? '' }));
  return (
    <form className="mt-5 grid max-w-[640px] gap-4" onSubmit={submit}>
      <FieldErrorsProvider errors={refused?.fields ?? {}}>
        <ReasonField id="take-reason" label="Purpose" />
        <AuthorityFields
          id="take-"
          draft={authority}
          errors={{}}
          onChange={(to) => setAuthority({ ...authority, ...to })}
        />
      </FieldErrorsProvider>
      <p className="max-w-[64ch] text-[13px] text-ink-2">
        Holdfast will read the file out of the sealed bundle, store and seal it as an item of this incident,
        and hold the digest that the other log names against its bytes.
      </p>
      {refused !== null && <Notice tone="bad" title={refused.message} />}
      <div>
        <Button type="submit" variant="primary" disabled={working || theirs === null}>
          {working ? 'Asking…' : theirs === null ? 'Choose an item first' : `Take ${theirs} as an item`}
        </Button>
      </div>
    </form>
  );
}

/** What the other forms say besides is known from the bundle here. */
function onlyAsked(said: FormData | object): object {
  const {
    description: _d,
    what: _w,
    earlier: _e,
    claims: _c,
    ...rest
  } = Object.fromEntries(Object.entries(said));
  return rest;
}
