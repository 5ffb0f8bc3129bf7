import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexAccess } from '../../../lib/posture/access-index.ts';
import type { AccessSnapshot, DenyAssignment } from '../../../lib/posture/access-snapshot.ts';
import { guardedRights } from '../../../lib/posture/guarded-right.ts';
import type { RightAnswer } from '../../../lib/posture/holding.ts';
import { whoCan } from '../../../lib/posture/who-can.ts';
import { buildSnapshot, noon, place, places } from './build-snapshot.ts';
import type { Tenant, TenantDeny, TenantGrant } from './tenant.ts';
import { denyTenants } from './tenants/denies.ts';
import { groupTenants } from './tenants/groups.ts';
import { roleTenants } from './tenants/roles.ts';

const people = ['anna', 'ben', 'cara', 'sp-robot', 'one', 'two', 'hidden'];
const someRoles = [
  'Owner',
  'Contributor',
  'Storage Blob Data Owner',
  'Virtual Machine Contributor',
  'Writer',
];
const somePlaces = ['tenant', 'mg-root', 'mg-soc', 'soc', 'evidence', 'locker', 'inc-1', 'snapshot', 'prod'];
const condition = "@Resource[a:b] StringEquals 'c'";

const grant: fc.Arbitrary<TenantGrant> = fc.record(
  {
    to: fc.constantFrom(...people),
    role: fc.constantFrom(...someRoles),
    on: fc.constantFrom(...somePlaces),
    eligible: fc.constant(true as const),
    when: fc.constant(condition),
    until: fc.constantFrom('2026-11-20T00:00:00Z', '2026-12-01T00:00:00Z', 'some day'),
  },
  { requiredKeys: ['to', 'role', 'on'] },
);
const deny: fc.Arbitrary<TenantDeny> = fc.record(
  {
    to: fc.oneof(fc.constant('everyone' as const), fc.subarray(people, { minLength: 1 })),
    except: fc.subarray(people),
    on: fc.constantFrom(...somePlaces),
    actions: fc.subarray(['*', '*/listKeys/action', 'Microsoft.Authorization/*']),
    notActions: fc.subarray(['*/write', '*/read']),
    dataActions: fc.subarray(['*']),
    onlyHere: fc.constant(true as const),
    when: fc.constant(condition),
    effect: fc.constantFrom('audit' as const, 'unknown' as const),
  },
  { requiredKeys: ['to', 'on'] },
);
const member = fc.constantFrom('anna', 'ben', 'cara?', 'one', 'two', 'two?', 'hidden');
const tenant: fc.Arbitrary<Tenant> = fc.record({
  title: fc.constant('any tenant'),
  grants: fc.array(grant, { maxLength: 6 }),
  denies: fc.array(deny, { maxLength: 3 }),
  groups: fc.record({
    one: fc.array(member, { maxLength: 3 }),
    two: fc.array(member, { maxLength: 3 }),
    hidden: fc.constant('unreadable' as const),
  }),
  roles: fc.constant({ Writer: [{ actions: ['*/write'], notActions: ['Microsoft.Storage/*'] }] }),
  unread: fc.subarray([
    { what: 'denies', on: 'soc' },
    { what: 'assignments', on: 'mg-root' },
    { what: 'parent', on: 'soc' },
  ] as const),
  asks: fc.constant([]),
});
const question = fc.record({
  right: fc.constantFrom(...guardedRights),
  scope: fc.constantFrom(...somePlaces.map(place)),
  reach: fc.constantFrom('exactly' as const, 'anywhere-below' as const),
  at: fc.constant(noon),
});

describe('in every tenant', () => {
  it('one more deny never adds a holder, makes one certain or makes one active', () => {
    fc.assert(
      fc.property(tenant, deny, question, (given, more, asked) => {
        const before = whoCan(indexAccess(buildSnapshot(given)), asked);
        const denies = [...(given.denies ?? []), more];
        const after = whoCan(indexAccess(buildSnapshot({ ...given, denies })), asked);
        expect(standings(before)).toEqual(expect.arrayContaining([...standings(after)]));
      }),
      { numRuns: 400 },
    );
  });

  it('taking an assignment away never adds a holder', () => {
    fc.assert(
      fc.property(tenant, grant, question, (given, extra, asked) => {
        const before = whoCan(indexAccess(buildSnapshot(withGrant(given, extra))), asked);
        const after = whoCan(indexAccess(withoutLast(buildSnapshot(withGrant(given, extra)), extra)), asked);
        expect(standings(before)).toEqual(expect.arrayContaining([...standings(after)]));
      }),
      { numRuns: 400 },
    );
  });

  it('a certain holder stays at least possible when something more cannot be read', () => {
    fc.assert(
      fc.property(
        tenant,
        question,
        fc.constantFrom('one', 'two', 'roles', 'parents'),
        (given, asked, lost) => {
          const snapshot = buildSnapshot(given);
          const before = whoCan(indexAccess(snapshot), asked);
          const after = whoCan(indexAccess(withoutKnowing(snapshot, lost)), asked);
          const left = new Set(after.holders.map(({ principal }) => principal.id));
          for (const { principal } of before.holders) {
            expect(left.has(principal.id) || after.unknown.length > 0).toBe(true);
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('who holds a right on a place holds it anywhere below, and spelling changes no answer', () => {
    fc.assert(
      fc.property(tenant, question, (given, asked) => {
        const snapshot = buildSnapshot(given);
        const exactly = whoCan(indexAccess(snapshot), { ...asked, reach: 'exactly' });
        const below = whoCan(indexAccess(snapshot), { ...asked, reach: 'anywhere-below' });
        expect(standings(below)).toEqual(expect.arrayContaining([...standings(exactly)]));
        const shouted = whoCan(indexAccess(shout(snapshot)), {
          ...asked,
          scope: `${asked.scope.toUpperCase()}/`,
        });
        const asAsked = whoCan(indexAccess(snapshot), asked);
        expect(standings(shouted)).toEqual(standings(asAsked));
      }),
      { numRuns: 400 },
    );
  });

  it('the order in which Azure lists things changes nothing', () => {
    for (const given of [...groupTenants, ...roleTenants, ...denyTenants]) {
      for (const ask of given.asks) {
        const asked = { right: ask.can, scope: place(ask.on), reach: 'exactly', at: noon } as const;
        const forwards = whoCan(indexAccess(buildSnapshot(given)), asked);
        const backwards = whoCan(indexAccess(turnAround(buildSnapshot(given))), asked);
        expect(standings(backwards)).toEqual(standings(forwards));
      }
    }
  });
});

/** Every holder with each standing of theirs and all weaker ones, in order. */
function standings({ holders }: RightAnswer): readonly string[] {
  const all = holders.flatMap(({ principal, paths }) =>
    paths.flatMap(({ manner, certainty }) => {
      const manners = manner === 'active' ? ['active', 'eligible'] : ['eligible'];
      const certainties = certainty === 'certain' ? ['certain', 'possible'] : ['possible'];
      return manners.flatMap((one) =>
        certainties.map((two) => `${principal.id.toLowerCase()} ${one} ${two}`),
      );
    }),
  );
  return [...new Set(all)].sort();
}

function withGrant(given: Tenant, extra: TenantGrant): Tenant {
  return { ...given, grants: [...(given.grants ?? []), extra] };
}

function withoutLast(snapshot: AccessSnapshot, { eligible }: TenantGrant): AccessSnapshot {
  return eligible
    ? { ...snapshot, eligibilities: snapshot.eligibilities.slice(0, -1) }
    : { ...snapshot, assignments: snapshot.assignments.slice(0, -1) };
}

function withoutKnowing(snapshot: AccessSnapshot, lost: string): AccessSnapshot {
  switch (lost) {
    case 'roles':
      return { ...snapshot, roles: [] };
    case 'parents':
      return { ...snapshot, parents: [] };
    default:
      return { ...snapshot, groups: snapshot.groups.filter(({ name }) => name !== lost) };
  }
}

function shout(snapshot: AccessSnapshot): AccessSnapshot {
  const up = <T extends { readonly scope: string }>(list: readonly T[]) =>
    list.map((one) => ({ ...one, scope: one.scope.toUpperCase() }));
  return {
    ...snapshot,
    assignments: up(snapshot.assignments).map((one) => ({
      ...one,
      principalId: one.principalId.toUpperCase(),
    })),
    eligibilities: up(snapshot.eligibilities),
    denies: up<DenyAssignment>(snapshot.denies),
    groups: snapshot.groups.map((group) => ({ ...group, id: group.id.toUpperCase() })),
    unread: snapshot.unread.map((part) => ({ ...part, subject: part.subject.toUpperCase() })),
  };
}

function turnAround(snapshot: AccessSnapshot): AccessSnapshot {
  return {
    ...snapshot,
    assignments: snapshot.assignments.toReversed(),
    denies: snapshot.denies.toReversed(),
    groups: snapshot.groups.map((group) => ({ ...group, members: group.members.toReversed() })),
    roles: snapshot.roles.toReversed(),
  };
}

it('the places of the tenants are what they are called', () => {
  expect(Object.keys(places)).toEqual(expect.arrayContaining(somePlaces));
});
