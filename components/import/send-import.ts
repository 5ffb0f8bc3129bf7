import type { ActionResult } from '@/lib/web/action-result.ts';

export interface Registered {
  readonly id: string; // of the item
  readonly acquisitionId: string;
  readonly exhibitNumber: string;
}

/** What the form says, as the procedure is asked, and the file itself. */
export function formOfImport(form: FormData): { readonly file: Blob; readonly said: object } {
  const chosen = form.get('file');
  const file = chosen instanceof File ? chosen : new File([], '');
  const text = (name: string) => String(form.get(name) ?? '');
  const day = (name: string) => (text(name) === '' ? null : text(name));
  const said = {
    ...{ fileName: file.name, sizeBytes: file.size, role: text('role'), ranBy: text('ranBy') },
    ...{ ranAt: `${text('ranAt')}:00Z`, whyByHand: text('whyByHand'), reason: text('reason') },
    authority: {
      ...{ type: text('authority.type'), number: text('authority.number') },
      ...{ validFrom: day('authority.validFrom'), validUntil: day('authority.validUntil') },
    },
  };
  return { file, said };
}

export function registeredIn(answer: ActionResult | Registered): Registered | null {
  if (answer === null) return null;
  if ('acquisitionId' in answer) return answer;
  return answer.ok ? (answer.value as Registered) : null; // what the action of this form answers
}

/** Sends the bytes as they are. Out: done, or the refusal in words. */
export async function sendFile(
  { acquisitionId }: Registered,
  file: Blob,
): Promise<Exclude<ActionResult, null>> {
  try {
    const response = await fetch(`/api/imports/${acquisitionId}`, { method: 'POST', body: file });
    if (response.ok) return { ok: true, value: null };
    const { error } = (await response.json()) as { error: { code: 'conflict'; message: string } };
    return { ok: false, ...error };
  } catch (error) {
    const why = error instanceof Error ? error.message : 'no answer';
    return { ok: false, code: 'cloud-unavailable', message: `The file did not arrive (${why}).` };
  }
}
