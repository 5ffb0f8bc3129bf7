import { CustodyError } from './custody-error.ts';

/** Days for which the copy of a rehearsal cannot be deleted: the shortest retention that Azure locks. */
const rehearsalDays = 1;

/** What decides whether a person must confirm a lock by typing. `lockedBefore`: a real copy lies in the locker. */
export interface LockTerms {
  readonly account: string;
  readonly retentionDays: number;
  readonly firstLockConfirmation: 'ask' | 'given'; // given: whoever set the tenant up confirmed it beforehand
  readonly lockedBefore: boolean;
}

/** The tenant's first lock. `phrase`: what must be typed, or null when the set-up confirmed it beforehand. */
export interface FirstLock {
  readonly phrase: string | null;
  readonly rehearsalDays: number;
}

/** Null once a real copy lies under a locked policy. A rehearsal never counts. */
export function firstLock(terms: LockTerms): FirstLock | null {
  if (terms.lockedBefore) return null;
  return { phrase: terms.firstLockConfirmation === 'ask' ? terms.account : null, rehearsalDays };
}

/**
 * Checks what a person typed against what the lock demands. Out: how the tenant's first lock was confirmed, or
 * null when there was nothing to confirm (a later lock, a rehearsal). Throws `invalid-input` for a missing or
 * wrong name, `conflict` for a rehearsal after the first run: a day must not become a way around the retention.
 */
export function confirmLock(
  terms: LockTerms,
  asked: { readonly rehearsal: boolean; readonly typed: string | null },
): 'typed' | 'setting' | null {
  const first = firstLock(terms);
  if (asked.rehearsal) {
    if (first === null)
      throw new CustodyError(
        'conflict',
        `A rehearsal belongs to a tenant's first run, and the locker ${terms.account} already keeps evidence.`,
      );
    return null;
  }
  if (asked.typed !== null && asked.typed !== terms.account) throw wrongName(terms, 'That is not its name.');
  if (first === null) return null;
  if (asked.typed !== null) return 'typed';
  if (first.phrase === null) return 'setting';
  throw wrongName(terms, 'Nobody has confirmed it yet.');
}

/** Days for which nobody can delete the copy. */
export function retentionDaysOf(
  acquisition: { readonly rehearsal: boolean },
  policy: { readonly retentionDays: number },
): number {
  return acquisition.rehearsal ? rehearsalDays : policy.retentionDays;
}

/** The container of an incident's rehearsals: a locked policy covers a whole container, so evidence gets another. */
export function rehearsalContainer(incidentContainer: string): string {
  return `reh-${incidentContainer}`.slice(0, 63); // Azure's longest name
}

function wrongName({ account, retentionDays }: LockTerms, why: string): CustodyError {
  const lockConfirmation = `Type the name of the locker, ${account}.`;
  return new CustodyError(
    'invalid-input',
    `This is the first retention policy that would be locked on the locker ${account}: ${retentionDays} days, which nobody can undo or shorten. ${why} Type the locker's name to confirm, or rehearse first with a retention of ${rehearsalDays} day.`,
    { detail: { lockConfirmation } },
  );
}
