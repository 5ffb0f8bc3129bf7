import { describe, expect, it } from 'vitest';
import { accessPolicySchema, defaultAccessPolicy, frozenPolicy } from '../../../lib/custody/access-policy.ts';
import {
  accessGrantState,
  accessRequestState,
  eligibleApprovers,
  refusalOfDecision,
} from '../../../lib/custody/access-request.ts';
import { isAddressRange, isInsideRange } from '../../../lib/custody/address-range.ts';
import { currentCustodian } from '../../../lib/custody/current-custodian.ts';
import type { Role } from '../../../lib/custody/role.ts';
import { analyst, system } from '../../support/facts.ts';

const policy = frozenPolicy(defaultAccessPolicy, 'download');
const parties = { requesterObjectId: 'r', custodianObjectIds: ['c'] };
const person = (objectId: string, role: Role, away = false) => ({ objectId, roles: [role], away });
const names = (people: readonly { readonly objectId: string }[]) => people.map(({ objectId }) => objectId);

describe('who may decide', () => {
  it('are the named roles without who asks and who has custody', () => {
    const people = [person('a', 'lead'), person('b', 'lead'), person('r', 'lead'), person('c', 'lead')];
    const found = eligibleApprovers(policy, parties, [...people, person('x', 'controller')]);
    expect(found.fallbackOpen).toBe(false);
    expect(names(found.approvers)).toEqual(['a', 'b']);
  });

  it('are the fallback roles besides while too few of the named are there, and the absent may still decide', () => {
    const people = [person('a', 'lead'), person('b', 'lead', true), person('x', 'controller')];
    const found = eligibleApprovers(policy, parties, people);
    expect(found.fallbackOpen).toBe(true);
    expect(names(found.approvers)).toEqual(['a', 'b', 'x']);
    const none = eligibleApprovers(frozenPolicy(defaultAccessPolicy, 'see-contents'), parties, [
      person('x', 'controller'),
    ]);
    expect(none.approvers).toEqual([]);
  });

  it('is told by the strongest reason', () => {
    const asked = (objectId: string, role: Role, open = false) =>
      refusalOfDecision(policy, parties, person(objectId, role), open);
    expect(asked('r', 'lead')).toBe('own-request');
    expect(asked('c', 'lead')).toBe('custodian');
    expect(asked('x', 'controller')).toBe('wrong-role');
    expect(asked('x', 'controller', true)).toBeNull();
    expect(asked('x', 'auditor', true)).toBe('wrong-role');
    expect(asked('a', 'lead')).toBeNull();
  });
});

describe('an address range', () => {
  it.each(['10.1.2.3', '10.0.0.0/8', '192.0.2.0/24', '2001:db8::/32', '2001:db8::1'])('is %s', (text) => {
    expect(isAddressRange(text)).toBe(true);
  });

  it.each([
    '',
    'any',
    '0.0.0.0/0',
    '10.0.0.0/7',
    '::/0',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/08',
    '10.0.0/8',
    '10.0.0.0/8/8',
    'fe80::1%eth0',
    ' 10.0.0.1',
  ])('is not %j', (text) => {
    expect(isAddressRange(text)).toBe(false);
    expect(isInsideRange(text, '10.0.0.1')).toBe(false);
  });

  it('holds its own addresses and no others, whichever way the socket spells them', () => {
    expect(isInsideRange('10.0.0.0/8', '10.255.0.1')).toBe(true);
    expect(isInsideRange('10.0.0.0/8', '::ffff:10.255.0.1')).toBe(true);
    expect(isInsideRange('10.0.0.0/8', '11.0.0.1')).toBe(false);
    expect(isInsideRange('10.1.2.3', '10.1.2.3')).toBe(true);
    expect(isInsideRange('10.1.2.3', '10.1.2.4')).toBe(false);
    expect(isInsideRange('2001:db8::/32', '2001:db8:1::9')).toBe(true);
    expect(isInsideRange('2001:db8::/32', '2001:db9::1')).toBe(false);
    for (const nowhere of [null, '', 'unknown']) expect(isInsideRange('10.0.0.0/8', nowhere)).toBe(false);
  });
});

it('custody is with who asked for the newest acquisition; what a machine did gives nobody custody', () => {
  const event = (type: 'acquisition.requested' | 'evidence.sealed', actor: object, occurredAt: string) =>
    ({ type, actor, occurredAt }) as Parameters<typeof currentCustodian>[0][number];
  expect(currentCustodian([])).toBeNull();
  expect(currentCustodian([event('acquisition.requested', system, 't0')])).toBeNull();
  const taken = [event('acquisition.requested', analyst, 't1'), event('evidence.sealed', system, 't2')];
  expect(currentCustodian(taken)).toEqual({
    objectId: analyst.objectId,
    displayName: 'analyst',
    since: 't1',
  });
});

it('a grant is over at its end to the millisecond, and at once when it was revoked', () => {
  const endsAt = new Date(1_000_000);
  expect(accessGrantState({ endsAt, revokedAt: null }, new Date(999_999))).toBe('active');
  expect(accessGrantState({ endsAt, revokedAt: null }, endsAt)).toBe('ended');
  expect(accessGrantState({ endsAt, revokedAt: new Date(5) }, new Date(10))).toBe('revoked');
});

it('a request that nobody decided is over when its time is, and what was decided before stays decided', () => {
  const expiresAt = new Date(1_000_000);
  const at = (state: string, ms: number) => accessRequestState({ state, expiresAt }, new Date(ms));
  expect([at('waiting', 999_999), at('waiting', 1_000_000)]).toEqual(['waiting', 'expired']);
  for (const state of ['granted', 'refused', 'withdrawn']) expect(at(state, 2_000_000)).toBe(state);
});

it('a policy names only roles that can decide at all, and at least one approval', () => {
  const { version: _first, ...stored } = defaultAccessPolicy;
  expect(accessPolicySchema.parse(stored)).toEqual(stored);
  const download = { ...stored.modes.download, approvers: ['analyst'] };
  expect(accessPolicySchema.safeParse({ ...stored, modes: { ...stored.modes, download } }).success).toBe(
    false,
  );
  const nobody = { ...stored.modes.download, approvals: 0 };
  expect(
    accessPolicySchema.safeParse({ ...stored, modes: { ...stored.modes, download: nobody } }).success,
  ).toBe(false);
});
