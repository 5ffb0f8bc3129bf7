'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { fetchJson, fetchText } from './fetch-ledger.ts';
import type { Step } from './in-browser/step.ts';
import type { EventProof, ShownEvent } from './in-browser/verify-event.ts';
import { ProofFiles } from './proof-files.tsx';
import { Steps } from './steps.tsx';

type State =
  | { readonly at: 'rest' | 'working' }
  | { readonly at: 'done'; readonly steps: readonly Step[]; readonly proof: EventProof }
  | { readonly at: 'failed'; readonly words: string };

/** Computes one event again in this browser, and hands out the proof to be kept. The code for it is loaded when asked for. */
export function VerifyEvent({ event, index }: { event: ShownEvent; index: string }) {
  const [state, setState] = useState<State>({ at: 'rest' });
  const verify = async () => {
    setState({ at: 'working' });
    try {
      const [{ verifyEvent }, proof, policy] = await Promise.all([
        import('./in-browser/verify-event.ts'),
        fetchJson<EventProof>(`/api/custody-events/${event.id}/proof`),
        fetchText('/api/ledger/trust-policy'),
      ]);
      setState({ at: 'done', proof, steps: await verifyEvent(proof, policy, event) });
    } catch (error) {
      setState({ at: 'failed', words: error instanceof Error ? error.message : 'Something failed.' });
    }
  };
  return (
    <div className="no-print mt-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button onClick={verify} disabled={state.at === 'working'}>
          {state.at === 'working' ? 'Verifying…' : 'Verify in browser'}
        </Button>
        <a className="text-[13px] underline" href={`/api/ledger/entries/${index}/tlog-proof`} download>
          Download proof
        </a>
      </div>
      <div aria-live="polite">
        {state.at === 'failed' && (
          <Notice tone="unknown" title="It could not be verified.">
            {state.words}
          </Notice>
        )}
        {state.at === 'done' && <Verified steps={state.steps} proof={state.proof} />}
      </div>
    </div>
  );
}

function Verified({ steps, proof }: { steps: readonly Step[]; proof: EventProof }) {
  const { tone, words } = outcomeOf(steps, proof);
  return (
    <div className="mt-3 max-w-[820px]">
      <p className={`mb-2 font-medium ${tone}`}>{words}</p>
      <Steps steps={steps} />
      <p className="mt-2 text-[13px] text-ink-2">
        Computed here with WebCrypto, from what this portal sent. The portal also named the keys: whoever
        doubts it compares them with a{' '}
        <a className="underline" href="/api/ledger/trust-policy" download>
          trust policy
        </a>{' '}
        that was kept elsewhere.
      </p>
      <ProofFiles proof={proof} />
    </div>
  );
}

/** Proven only when the keys and the quorum that the policy asks for have been seen; a step that is open is said. */
function outcomeOf(
  steps: readonly Step[],
  { size }: EventProof,
): { readonly tone: string; readonly words: string } {
  const failed = steps.filter(({ outcome }) => outcome === 'failed').length;
  if (failed > 0)
    return {
      tone: 'text-bad',
      words: `Not proven: ${failed === 1 ? 'one step fails' : `${failed} steps fail`}.`,
    };
  const stands = `This browser computed it: the event stands in the ledger of ${size} entries`;
  const open = steps.filter(({ title, outcome }) => outcome === 'unknown' && !title.startsWith('Witness '));
  if (open.length === 0) return { tone: 'text-good', words: `${stands}.` };
  return {
    tone: 'text-unknown',
    words: `${stands}. Not settled: ${open.map(({ title }) => title).join(', ')}.`,
  };
}
