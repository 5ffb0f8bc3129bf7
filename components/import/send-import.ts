import type { ActionResult, Refusal } from '@/lib/web/action-result.ts';
import { type Registered, sendBytes } from './send-bytes.ts';

type Register = (previous: ActionResult, input: FormData | object) => Promise<ActionResult>;

/** One file on its way. `key` names it to the server, so that a repeated request registers it once. */
export interface ImportFile {
  readonly key: string;
  readonly file: File;
  readonly role: 'file' | 'transcript';
  readonly state: FileState;
}

export type FileState =
  | { readonly kind: 'chosen' }
  | { readonly kind: 'registering' }
  | { readonly kind: 'sending'; readonly item: Registered; readonly sent: number }
  | { readonly kind: 'arrived'; readonly item: Registered }
  | { readonly kind: 'refused'; readonly item: Registered | null; readonly refusal: Refusal };

/** What the form says of all files, as the procedure is asked. */
export function saidIn(form: FormData): object {
  const text = (name: string) => String(form.get(name) ?? '');
  const day = (name: string) => (text(name) === '' ? null : text(name));
  return {
    ...{ ranAt: `${text('ranAt')}:00Z`, ranBy: text('ranBy') },
    ...{ whyByHand: text('whyByHand'), reason: text('reason') },
    authority: {
      ...{ type: text('authority.type'), number: text('authority.number') },
      ...{ validFrom: day('authority.validFrom'), validUntil: day('authority.validUntil') },
    },
  };
}

/** Registers a file, unless it is, and sends its bytes. Out: arrived or refused; `show` is told what happens meanwhile. */
export async function sendImport(
  { key, file, role, state }: ImportFile,
  said: object,
  register: Register,
  show: (state: FileState) => void,
): Promise<FileState> {
  show({ kind: 'registering' });
  const named = { ...said, role, fileName: file.name, sizeBytes: file.size, requestKey: key };
  const known = 'item' in state ? state.item : null;
  const answer = known === null ? await register(null, named) : null;
  if (answer !== null && !answer.ok) return { kind: 'refused', item: null, refusal: answer };
  const item = known ?? (answer?.value as Registered); // what the action of this form answers
  show({ kind: 'sending', item, sent: 0 });
  const refusal = await sendBytes(item, file, (sent) => show({ kind: 'sending', item, sent }));
  return refusal === null ? { kind: 'arrived', item } : { kind: 'refused', item, refusal };
}
