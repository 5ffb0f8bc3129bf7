import type { CustodyErrorCode } from '../custody/custody-error.ts';

/** What a server action answers. `null` is the state before the first submission. */
export type ActionResult =
  | { readonly ok: true; readonly value: unknown }
  | ({ readonly ok: false } & Refusal)
  | null;

/** A refusal in words for a person; `fields` names the inputs that are wrong (dotted names). */
export interface Refusal {
  readonly code: CustodyErrorCode | 'unexpected';
  readonly message: string;
  readonly fields?: Readonly<Record<string, string>>;
}
