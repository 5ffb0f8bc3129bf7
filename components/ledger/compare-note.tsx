'use client';

import { useCallback, useEffect, useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { ComparisonVerdict } from './comparison-verdict.tsx';
import { fetchJson, fetchText } from './fetch-ledger.ts';
import type { ComparedNote } from './in-browser/compare-note.ts';

type State =
  | { readonly at: 'rest' | 'working' }
  | { readonly at: 'done'; readonly compared: ComparedNote }
  | { readonly at: 'failed'; readonly words: string };

/** Holds a note that a person kept against the ledger of today, in this browser. `given`: sent before the page was ready. */
export function CompareNote({ given }: { given: string }) {
  const [state, setState] = useState<State>({ at: 'rest' });
  const compare = useCallback(async (note: string) => {
    setState({ at: 'working' });
    try {
      setState({ at: 'done', compared: await comparison(note) });
    } catch (error) {
      setState({ at: 'failed', words: error instanceof Error ? error.message : 'Something failed.' });
    }
  }, []);
  useEffect(() => {
    if (given !== '') void compare(given);
  }, [given, compare]);
  return (
    <form
      className="mt-6 max-w-[760px]"
      onSubmit={(event) => {
        event.preventDefault();
        void compare(String(new FormData(event.currentTarget).get('note')));
      }}
    >
      <Field
        label="A signed note that was kept from earlier"
        htmlFor="note"
        hint="From the ledger page, a proof file, a report or a witness: everything from the ledger’s name to the last signature."
        error={state.at === 'failed' ? state.words : undefined}
      >
        <textarea
          id="note"
          name="note"
          required
          rows={7}
          spellCheck={false}
          defaultValue={given}
          className="w-full rounded-md border border-hairline bg-panel p-3 font-mono text-[12px] break-all"
        />
      </Field>
      <div className="mt-3">
        <Button type="submit" variant="primary" disabled={state.at === 'working'}>
          {state.at === 'working' ? 'Comparing…' : 'Compare with today’s ledger'}
        </Button>
      </div>
      <div aria-live="polite">{state.at === 'done' && <ComparisonVerdict compared={state.compared} />}</div>
    </form>
  );
}

async function comparison(note: string): Promise<ComparedNote> {
  const { compareNote } = await import('./in-browser/compare-note.ts');
  return await compareNote(note, {
    note: () => fetchText('/api/ledger/checkpoint'),
    policy: () => fetchText('/api/ledger/trust-policy'),
    consistency: async (from, to) => {
      const path = `/api/ledger/proof/consistency?from=${from}&to=${to}`;
      return (await fetchJson<{ hashes: readonly string[] }>(path)).hashes;
    },
  });
}
