import { useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { useFieldError } from '@/components/ui/field-errors.tsx';
import { claimAlgorithms, isWeak } from '@/lib/custody/digest-claim.ts';

const mostClaims = 12;

/** Digests that an earlier process gave: each a row with its algorithm, the value and where it was found. */
export function ClaimRows() {
  const [keys, setKeys] = useState<readonly string[]>([]);
  return (
    <fieldset>
      <legend className="font-semibold">Digests from before</legend>
      <p className="mt-1 max-w-[64ch] text-[13px] text-ink-2">
        What an earlier process says the bytes have. Each is held against the bytes that Holdfast receives; a
        difference is recorded and shown, and stops nothing.
      </p>
      <ul aria-label="Claimed digests">
        {keys.map((key, index) => (
          <ClaimRow
            key={key}
            id={key}
            index={index}
            remove={() => setKeys((now) => now.filter((one) => one !== key))}
          />
        ))}
      </ul>
      <p className="mt-3">
        <Button
          disabled={keys.length >= mostClaims}
          onClick={() => setKeys((now) => [...now, crypto.randomUUID()])}
        >
          Add a digest
        </Button>
      </p>
    </fieldset>
  );
}

function ClaimRow({ id, index, remove }: { id: string; index: number; remove: () => void }) {
  const number = index + 1;
  const [value, place] = [useFieldError(`claims.${index}.hex`), useFieldError(`claims.${index}.foundIn`)];
  const wrong = value ?? place;
  return (
    <li className="grid gap-2 border-b border-hairline py-3">
      <div className="grid gap-2 sm:grid-cols-[160px_minmax(0,1fr)_auto]">
        <select name="claim.algorithm" aria-label={`Algorithm of digest ${number}`} className="input">
          {claimAlgorithms.map((algorithm) => (
            <option key={algorithm} value={algorithm}>
              {algorithm}
              {isWeak(algorithm) ? ' (weak)' : ''}
            </option>
          ))}
        </select>
        <input
          name="claim.hex"
          aria-label={`Value of digest ${number}, hexadecimal`}
          aria-describedby={wrong === undefined ? undefined : `${id}-wrong`}
          aria-invalid={wrong !== undefined}
          placeholder="Hexadecimal value"
          required
          maxLength={400}
          autoComplete="off"
          spellCheck={false}
          className="input font-mono"
        />
        <Button onClick={remove} aria-label={`Leave out digest ${number}`}>
          Leave out
        </Button>
      </div>
      <input
        name="claim.foundIn"
        aria-label={`Where digest ${number} was found`}
        placeholder="Where it was found: a sheet, a log, a file beside it"
        required
        minLength={3}
        maxLength={300}
        className="input"
      />
      {wrong !== undefined && (
        <p id={`${id}-wrong`} role="alert" className="text-[13px] text-bad">
          {wrong}
        </p>
      )}
    </li>
  );
}
