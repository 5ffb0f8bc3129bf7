import type { RereadDigests } from './copy-verification-event.ts';
import type { EventDetail } from './custody-event.ts';
import type { RecordedEvent } from './recorded-event.ts';

/** The facts on which a thaw rests, as the ledger committed to them. */
export const thawFacts = ['evidence.sealed', 'evidence.verification-started', 'evidence.verified'] as const;

/** Since when an item is frozen; `n`: the place of its newest freeze in its stream. */
export interface Freeze {
  readonly since: string;
  readonly n: number;
}

/** The whole read that lets an item be thawed, or in plain words why there is none. */
export type ThawGround =
  | { readonly verified: EventDetail<'evidence.verified'>; readonly at: string }
  | { readonly why: string };

/**
 * What a thaw can rest on: the newest whole read since the freeze, if it gave the sealed digests byte by byte. One that
 * was asked for before, and may have passed the block by then, is none. One that found a difference, or came to no end,
 * stands in the way until another one is made. In: `facts` oldest first.
 */
export function thawGround(freeze: Freeze | null, facts: readonly RecordedEvent[]): ThawGround {
  if (freeze === null) return { why: 'It is not frozen.' };
  const since = facts.filter(({ n }) => n > freeze.n);
  const begun = since.flatMap(({ type, detail }) =>
    type === 'evidence.verification-started' ? [detail.verificationId] : [],
  );
  const newest = since.findLast(
    ({ type, detail }) => type === 'evidence.verified' && begun.includes(detail.verificationId),
  );
  if (newest?.type !== 'evidence.verified')
    return { why: 'Its stored copy was not read whole since it was frozen. Have it read first.' };
  const { detail: verified, occurredAt: at } = newest;
  switch (verified.outcome) {
    case 'differs':
      return { why: 'The last full read found that its stored copy is not what was sealed.' };
    case 'not-read':
      return { why: `The last full read came to no end: ${verified.problem ?? 'no cause is known'}` };
    case 'as-sealed': {
      const sealed = facts.find(({ type }) => type === 'evidence.sealed');
      const holds =
        sealed?.type === 'evidence.sealed' && isSealedWhole(sealed.detail.digests, verified.digests);
      return holds
        ? { verified, at }
        : { why: 'The digests of the last full read are not those that were sealed.' };
    }
  }
}

/** Every byte was read, and gave what was sealed. */
export function isSealedWhole(sealed: RereadDigests, read: RereadDigests | null): boolean {
  return (
    read !== null &&
    read.sizeBytes === sealed.sizeBytes &&
    read.sha256 === sealed.sha256 &&
    read.manifestRoot === sealed.manifestRoot
  );
}
