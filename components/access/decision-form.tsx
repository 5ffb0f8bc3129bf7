'use client';

import { useRouter } from 'next/navigation';
import { startTransition, useActionState, useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { useDraft } from '@/components/ui/use-draft.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { SignInAgain } from './sign-in-again.tsx';

type Act = (previous: ActionResult, form: FormData) => Promise<ActionResult>;

/** What is decided on: how the form names it, where it lies, and the word for agreeing. */
export interface Decidable {
  readonly field: 'requestId' | 'proposalId';
  readonly id: string;
  readonly href: string;
  readonly agree: { readonly label: string; readonly working: string };
  readonly hint: string;
}

/**
 * One comment, two ways to decide. What is typed survives a refusal and another sign-in; what came of it stays in sight
 * when what was decided on is over and there is nothing to decide any more.
 */
export function DecisionForm({
  of,
  open,
  standsIn,
  approve,
  refuse,
}: {
  of: Decidable;
  open: boolean; // whether this person may decide now
  standsIn: boolean;
  approve: Act;
  refuse: Act;
}) {
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const [last, setLast] = useState<'approve' | 'refuse'>('approve');
  const [approved, runApprove, approving] = useActionState(approve, null);
  const [refused, runRefuse, refusing] = useActionState(refuse, null);
  const [draft, change, forget] = useDraft(`holdfast:decide:${of.id}`, { comment: '' });
  const result = last === 'approve' ? approved : refused;
  const problem = result?.ok === false ? result : null;

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the answer is there
  useEffect(() => {
    if (result?.ok !== true) return;
    forget();
    router.refresh();
  }, [result]);

  function submit(decision: 'approve' | 'refuse'): void {
    if (form.current === null) return;
    const data = new FormData(form.current);
    setLast(decision);
    startTransition(() => (decision === 'approve' ? runApprove(data) : runRefuse(data)));
  }

  const outcome = (
    <>
      {problem !== null && (
        <Notice tone="bad" title={problem.message}>
          {problem.code === 'sign-in-again' && <SignInAgain returnTo={of.href} />}
        </Notice>
      )}
      {result?.ok === true && <Notice tone="good" title="Your decision is recorded." />}
    </>
  );
  if (!open) return outcome;
  return (
    <section aria-label="Your decision">
      <h2 className="mb-2 font-semibold">Your decision</h2>
      {standsIn && (
        <p className="mb-3 text-[13px] text-ink-2">
          Your role stands in: it counts only while too few of the named can decide.
        </p>
      )}
      <form
        ref={form}
        action={runApprove}
        onSubmit={(event) => {
          event.preventDefault();
          const { submitter } = event.nativeEvent as SubmitEvent;
          submit(submitter?.getAttribute('data-decision') === 'refuse' ? 'refuse' : 'approve');
        }}
        className="grid gap-4"
      >
        <input type="hidden" name={of.field} value={of.id} />
        <Field label="Comment" hint={of.hint} htmlFor="decision-comment" error={problem?.fields?.comment}>
          <textarea
            id="decision-comment"
            name="comment"
            maxLength={2000}
            rows={3}
            className="input"
            value={draft.comment}
            onChange={(event) => change({ comment: event.target.value })}
          />
        </Field>
        {outcome}
        <div className="flex flex-wrap gap-3">
          <Button
            type="submit"
            variant="primary"
            data-decision="approve"
            disabled={approving || refusing}
            className="min-h-11 grow sm:grow-0"
          >
            {approving ? of.agree.working : of.agree.label}
          </Button>
          <Button
            type="submit"
            variant="danger"
            data-decision="refuse"
            formAction={runRefuse}
            disabled={approving || refusing}
            className="min-h-11 grow sm:grow-0"
          >
            {refusing ? 'Refusing…' : 'Refuse'}
          </Button>
        </div>
      </form>
    </section>
  );
}
