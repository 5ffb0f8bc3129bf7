'use client';

import { useRouter } from 'next/navigation';
import { type ReactNode, startTransition, useActionState, useEffect } from 'react';
import { SignInAgain } from '@/components/access/sign-in-again.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { FieldErrorsProvider } from '@/components/ui/field-errors.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { useDraft } from '@/components/ui/use-draft.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';

export type Propose = (previous: ActionResult, input: object) => Promise<ActionResult>;

const nothingWrong = {};

/**
 * A reason and what is proposed. What is typed survives a refusal and another sign-in. `changeOf` makes what the kind
 * wants of what was typed.
 */
export function ProposeForm<T extends object>({
  name,
  initial,
  propose,
  changeOf,
  returnTo = '/controls',
  children,
}: {
  name: string;
  initial: T;
  propose: Propose;
  changeOf: (typed: T) => object;
  returnTo?: string;
  children: (typed: T, change: (part: Partial<T>) => void) => ReactNode;
}) {
  const router = useRouter();
  const [result, run, pending] = useActionState(propose, null);
  const [typed, change, forget] = useDraft(`holdfast:propose:${name}`, { ...initial, reason: '' });
  const problem = result?.ok === false ? result : null;

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the answer is there
  useEffect(() => {
    if (result?.ok !== true) return;
    forget();
    router.refresh();
  }, [result]);

  return (
    <form
      className="grid max-w-[640px] gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        startTransition(() => run({ reason: typed.reason, change: changeOf(typed) }));
      }}
    >
      <FieldErrorsProvider errors={problem?.fields ?? nothingWrong}>
        {children(typed, change as (part: Partial<T>) => void)}
        <Field
          label="Reason"
          hint="At least 10 characters. It is written into the record, and who confirms reads it."
          htmlFor={`${name}-reason`}
          name="reason"
        >
          <textarea
            id={`${name}-reason`}
            required
            minLength={10}
            maxLength={2000}
            rows={3}
            className="input"
            value={typed.reason}
            onChange={(event) => change({ reason: event.target.value } as Partial<T & { reason: string }>)}
          />
        </Field>
      </FieldErrorsProvider>
      {problem !== null && (
        <Notice tone="bad" title={problem.message}>
          {problem.code === 'sign-in-again' && <SignInAgain returnTo={returnTo} />}
        </Notice>
      )}
      {result?.ok === true && <Notice tone="good" title="Proposed. It waits for others now." />}
      <div>
        <Button type="submit" disabled={pending}>
          {pending ? 'Proposing…' : 'Propose'}
        </Button>
      </div>
    </form>
  );
}
