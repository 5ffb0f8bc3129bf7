'use client';

import { useState } from 'react';
import { Field } from '@/components/ui/field.tsx';

/** Paste a digest from anywhere; the answer is a sentence, not a colour. */
export function CompareBox({
  known,
}: {
  known: readonly { readonly name: string; readonly value: string }[];
}) {
  const [pasted, setPasted] = useState('');
  const verdict = compare(pasted, known);
  return (
    <div className="max-w-[640px]">
      <Field
        label="Compare"
        hint="Paste a SHA-256 value or the manifest root. Spaces do not matter."
        htmlFor="compare"
      >
        <input
          id="compare"
          value={pasted}
          onChange={(event) => setPasted(event.target.value)}
          autoComplete="off"
          spellCheck={false}
          className="input font-mono"
        />
      </Field>
      <p role="status" className={`mt-2 font-medium ${verdict?.matches === true ? 'text-good' : 'text-bad'}`}>
        {verdict?.words}
      </p>
    </div>
  );
}

function compare(
  pasted: string,
  known: readonly { readonly name: string; readonly value: string }[],
): { readonly matches: boolean; readonly words: string } | null {
  const bare = pasted.replaceAll(/\s/g, '');
  if (bare === '') return null;
  // Base64 tells upper from lower case, hexadecimal does not.
  const match = known.find(({ value }) =>
    /^[0-9a-f]+$/.test(value) ? value === bare.toLowerCase() : value === bare,
  );
  if (match !== undefined) return { matches: true, words: `Match: this is ${match.name}.` };
  const complete = /^[0-9a-f]{64}$/i.test(bare) || /^[A-Za-z0-9+/]{43}=$/.test(bare);
  return {
    matches: false,
    words: complete
      ? 'No match with any digest of this item.'
      : 'No match: this is not a whole SHA-256 value.',
  };
}
