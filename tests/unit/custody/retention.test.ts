import { describe, expect, it } from 'vitest';
import {
  confirmLock,
  firstLock,
  type LockTerms,
  rehearsalContainer,
  retentionDaysOf,
} from '../../../lib/custody/retention.ts';

const first: LockTerms = {
  account: 'socevidence',
  retentionDays: 2555,
  firstLockConfirmation: 'ask',
  lockedBefore: false,
};
const later: LockTerms = { ...first, lockedBefore: true };
const confirmedBySetting: LockTerms = { ...first, firstLockConfirmation: 'given' };
const silent = { rehearsal: false, typed: null };

describe('the tenant’s first lock', () => {
  it('asks for the name of the locker and offers a rehearsal of one day', () => {
    expect(firstLock(first)).toEqual({ phrase: 'socevidence', rehearsalDays: 1 });
  });

  it('asks for nothing when the set-up confirmed it, and still offers the rehearsal', () => {
    expect(firstLock(confirmedBySetting)).toEqual({ phrase: null, rehearsalDays: 1 });
  });

  it('is over once a real copy lies in the locker', () => {
    expect(firstLock(later)).toBeNull();
    expect(confirmLock(later, silent)).toBeNull();
  });

  it('is refused while nobody typed the name, and says how many days cannot be undone', () => {
    expect(() => confirmLock(first, silent)).toThrow(/2555 days, which nobody can undo/);
    expect(() => confirmLock(first, silent)).toThrow(expect.objectContaining({ code: 'invalid-input' }));
  });

  it.each(['SOCEVIDENCE', 'socevidence2', 'yes', ''])('is not confirmed by typing "%s"', (typed) => {
    expect(() => confirmLock(first, { rehearsal: false, typed })).toThrow(/not its name/);
  });

  it('says how it was confirmed', () => {
    expect(confirmLock(first, { rehearsal: false, typed: 'socevidence' })).toBe('typed');
    expect(confirmLock(confirmedBySetting, silent)).toBe('setting');
    expect(confirmLock(confirmedBySetting, { rehearsal: false, typed: 'socevidence' })).toBe('typed');
  });

  it('takes a wrong name as a sign of the wrong locker even when nothing had to be typed', () => {
    for (const terms of [later, confirmedBySetting])
      expect(() => confirmLock(terms, { rehearsal: false, typed: 'otherlocker' })).toThrow(/socevidence/);
  });
});

describe('a rehearsal', () => {
  it('needs no confirmation, since it locks a single day', () => {
    expect(confirmLock(first, { rehearsal: true, typed: null })).toBeNull();
    expect(retentionDaysOf({ rehearsal: true }, first)).toBe(1);
    expect(retentionDaysOf({ rehearsal: false }, first)).toBe(2555);
  });

  it('is refused once evidence is kept: it must not be a way around the retention', () => {
    expect(() => confirmLock(later, { rehearsal: true, typed: null })).toThrow(
      expect.objectContaining({ code: 'conflict' }),
    );
  });

  it('has a container of its own whose name Azure accepts, however long the incident’s is', () => {
    expect(rehearsalContainer('inc-2026-0001')).toBe('reh-inc-2026-0001');
    expect(rehearsalContainer('i'.repeat(63))).toHaveLength(63);
  });
});
