import { useRouter } from 'next/navigation';
import { type FormEvent, useRef, useState } from 'react';
import { focusFirstWrong } from '@/components/ui/focus-first-wrong.ts';
import type { ActionResult, Refusal } from '@/lib/web/action-result.ts';
import { saidOfBrought } from './said-of-brought.ts';
import type { Registered } from './send-bytes.ts';

export type Register = (previous: ActionResult, input: FormData | object) => Promise<ActionResult>;

/**
 * A form that registers one thing and leads to its acquisition. `named`: what this way says of it; `follow`: what is left to do
 * once it is registered, with the refusal of that. A key of its own makes a repeated click the same request.
 */
export function useBringing(
  register: Register,
  named: () => object,
  follow: (item: Registered) => Promise<Refusal | null> = async () => null,
) {
  const router = useRouter();
  const key = useRef<string>('');
  const [item, setItem] = useState<Registered | null>(null);
  const [working, setWorking] = useState(false);
  const [refused, setRefused] = useState<Refusal | null>(null);

  async function registered(form: HTMLFormElement): Promise<Registered | Refusal> {
    if (item !== null) return item;
    if (key.current === '') key.current = crypto.randomUUID();
    const said = { ...saidOfBrought(new FormData(form)), ...named(), requestKey: key.current };
    const answer = await register(null, said);
    if (answer?.ok === true) return answer.value as Registered; // what both actions answer
    const { ok: _, ...refusal } = answer ?? { ok: false, ...nothingAnswered };
    // Nothing was begun under this key, or something else was: the next click is another request.
    if (refusal.code === 'conflict') key.current = '';
    return refusal;
  }

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    setWorking(true);
    setRefused(null);
    const begun = await registered(form);
    const refusal = 'code' in begun ? begun : await follow(begun);
    setItem('code' in begun ? null : begun);
    setWorking(false);
    setRefused(refusal);
    if (refusal !== null) focusFirstWrong(form, refusal.fields ?? {});
    else if (!('code' in begun)) router.push(`/acquisitions/${begun.acquisitionId}`);
  }

  return { submit, working, refused, item };
}

export const nothingAnswered: Refusal = { code: 'unexpected', message: 'The server did not answer.' };
