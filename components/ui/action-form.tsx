'use client';

import { useRouter } from 'next/navigation';
import { type ReactNode, startTransition, useActionState, useEffect, useRef } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { FieldErrorsProvider } from './field-errors.tsx';
import { focusFirstWrong } from './focus-first-wrong.ts';

const nothingWrong = {};

/** A form around a server action: says what was refused and why, and keeps what was typed. */
export function ActionForm({
  action,
  submit,
  working,
  done,
  primary = false,
  goTo,
  children,
}: {
  action: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
  submit: string;
  working: string;
  done: string;
  primary?: boolean;
  goTo?: string; // where to go with the id that the action answered
  children: ReactNode;
}) {
  const [result, run, pending] = useActionState(action, null);
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const wrong = result?.ok === false ? (result.fields ?? nothingWrong) : nothingWrong;
  useEffect(() => {
    if (form.current !== null && result?.ok === false) focusFirstWrong(form.current, result.fields ?? {});
    if (result?.ok !== true) return;
    const id = idOf(result.value);
    if (goTo !== undefined && id !== null) router.push(`${goTo}/${id}`);
    else {
      form.current?.reset();
      router.refresh();
    }
  }, [result, router, goTo]);
  return (
    // `action` serves a click that comes before the script; afterwards the form is submitted by hand, because
    // React would otherwise empty the fields also after a refusal.
    <form
      ref={form}
      action={run}
      onSubmit={(event) => {
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        startTransition(() => run(data));
      }}
      className="grid max-w-[640px] gap-4"
    >
      <FieldErrorsProvider errors={wrong}>{children}</FieldErrorsProvider>
      {result?.ok === false && <Notice tone="bad" title={result.message} />}
      {result?.ok === true && <Notice tone="good" title={done} />}
      <div>
        <Button type="submit" variant={primary ? 'primary' : 'plain'} disabled={pending}>
          {pending ? working : submit}
        </Button>
      </div>
    </form>
  );
}

function idOf(value: unknown): string | null {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
    ? value.id
    : null;
}
