import { describe, expect, it } from 'vitest';
import type { AccessSnapshot } from '../../../lib/posture/access-snapshot.ts';
import {
  type ItemGrant,
  type ObservedAccess,
  type ReadersAnswer,
  readersAt,
} from '../../../lib/posture/readers-at.ts';
import { buildSnapshot, place } from './build-snapshot.ts';
import type { Tenant, TenantGrant } from './tenant.ts';

const reader = 'Storage Blob Data Reader';
const anna: TenantGrant = { to: 'anna', role: reader, on: 'locker' };
const ben: TenantGrant = { to: 'ben', role: reader, on: 'inc-1' };
const question = { container: place('inc-1'), at: '2026-11-21T12:00:00Z', longestGapSeconds: 600 };
const grant: ItemGrant = {
  id: 'grant-1',
  principalId: 'id-gina',
  name: 'gina',
  from: '2026-11-21T11:00:00Z',
  until: '2026-11-21T13:00:00Z',
  revokedAt: null,
};

describe('who could have read an item at noon', () => {
  it('is certain of whom the readings before and after both show', () => {
    const answer = readersAt([seen('11:56', [anna]), seen('12:04', [anna])], [], question);
    expect(ways(answer)).toEqual(['anna role certain']);
    expect(answer).toMatchObject({ gaps: [], notKnown: [], before: at('11:56'), after: at('12:04') });
  });

  it('calls possible whom one of the two shows', () => {
    const answer = readersAt([seen('11:56', [anna]), seen('12:04', [anna, ben])], [], question);
    expect(ways(answer)).toEqual(['anna role certain', 'ben role possible']);
  });

  it('rests on the nearest reading of each side, in whatever order they come', () => {
    const history = [seen('12:30', []), seen('12:04', [anna]), seen('11:00', [ben]), seen('11:56', [anna])];
    expect(ways(readersAt(history, [], question))).toEqual(['anna role certain']);
  });

  it('is certain by one reading at that very instant', () => {
    const answer = readersAt([seen('12:00', [anna])], [], question);
    expect(ways(answer)).toEqual(['anna role certain']);
    expect(answer.gaps).toEqual([]);
  });

  it('names a gap when nobody looked for longer than allowed, and still says what is possible', () => {
    const answer = readersAt([seen('11:50', [anna]), seen('12:01', [anna])], [], question);
    expect(answer.gaps).toEqual([{ from: at('11:50'), until: at('12:01') }]);
    expect(readersAt([seen('11:52', []), seen('12:02', [])], [], question).gaps).toEqual([]);
  });

  it('names what lies before the first reading, behind the last, and having none', () => {
    const since = readersAt([seen('11:56', [anna])], [], question);
    expect(since.gaps).toEqual([{ from: at('11:56'), until: null }]);
    expect(ways(since)).toEqual(['anna role possible']);
    expect(readersAt([seen('12:04', [anna])], [], question).gaps).toEqual([
      { from: null, until: at('12:04') },
    ]);
    expect(readersAt([], [], question)).toMatchObject({ readers: [], gaps: [{ from: null, until: null }] });
  });

  it('counts an activation only while it lasted', () => {
    const until = (end: string) => [{ ...anna, from: at('11:00'), until: at(end) }];
    expect(ways(readersAt([seen('11:56', until('11:59')), seen('12:04', [])], [], question))).toEqual([]);
    expect(ways(readersAt([seen('11:56', until('12:01')), seen('12:04', [])], [], question))).toEqual([
      'anna role possible',
    ]);
  });

  it('counts who lists keys while the account takes them, perhaps while that is not known, and else not', () => {
    const operator: TenantGrant = {
      to: 'mi-ops',
      role: 'Storage Account Key Operator Service Role',
      on: 'soc',
    };
    const both = (sharedKeys: boolean | null) =>
      readersAt([seen('11:56', [operator], sharedKeys), seen('12:04', [operator], sharedKeys)], [], question);
    expect(ways(both(true))).toEqual(['mi-ops keys certain']);
    expect(ways(both(null))).toEqual(['mi-ops keys possible']);
    expect(both(null).notKnown).toEqual(['whether the account took shared keys']);
    expect(ways(both(false))).toEqual([]);
  });

  it('names who could have made themself a reader', () => {
    const history = (one: TenantGrant) => [seen('11:56', [one]), seen('12:04', [one])];
    expect(ways(readersAt(history({ ...anna, role: 'User Access Administrator' }), [], question))).toEqual([
      'anna self-assignment certain',
    ]);
    expect(ways(readersAt(history({ ...anna, role: 'Contributor' }), [], question))).toEqual([
      'anna account-change certain',
    ]);
  });

  it('shows that somebody was only eligible', () => {
    const eligible: TenantGrant = { ...anna, eligible: true };
    const answer = readersAt([seen('11:56', [eligible]), seen('12:04', [eligible])], [], question);
    expect(answer.readers[0]?.ways[0]).toMatchObject({ certainty: 'certain', path: { manner: 'eligible' } });
  });

  it('says what could not be read, once', () => {
    const tenant = { groups: { hidden: 'unreadable' }, grants: [{ ...anna, to: 'hidden' }] } as const;
    const blind = (time: string) => observed(time, { ...tenant, title: '', asks: [] }, false);
    const answer = readersAt([blind('11:56'), blind('12:04')], [], question);
    expect(answer).toMatchObject({ readers: [], notKnown: ['group id-hidden'] });
  });

  it.each<[string, Partial<ItemGrant>, readonly string[]]>([
    ['in force', {}, ['gina grant']],
    ['revoked later', { revokedAt: '2026-11-21T12:00:01Z' }, ['gina grant']],
    ['revoked before', { revokedAt: '2026-11-21T11:59:59Z' }, []],
    ['that begins later', { from: '2026-11-21T12:00:01Z' }, []],
    ['that has ended', { until: '2026-11-21T12:00:00Z' }, []],
  ])('a grant %s', (_, changed, expected) => {
    const history = [seen('11:56', []), seen('12:04', [])];
    expect(ways(readersAt(history, [{ ...grant, ...changed }], question))).toEqual(expected);
  });

  it('puts the ways of one person together', () => {
    const mine = { ...grant, principalId: 'ID-ANNA', name: 'anna' };
    const answer = readersAt([seen('11:56', [anna]), seen('12:04', [anna])], [mine], question);
    expect(answer.readers).toHaveLength(1);
    expect(ways(answer)).toEqual(['anna role certain', 'anna grant']);
  });
});

function ways({ readers }: ReadersAnswer): readonly string[] {
  return readers.flatMap(({ principal, ways: list }) =>
    list.map((way) => `${principal.name} ${way.by}${way.by === 'grant' ? '' : ` ${way.certainty}`}`),
  );
}

function seen(
  time: string,
  grants: readonly TenantGrant[],
  sharedKeys: boolean | null = false,
): ObservedAccess {
  return observed(time, { title: 'as it was', grants, asks: [] }, sharedKeys);
}

function observed(time: string, tenant: Tenant, sharedKeys: boolean | null): ObservedAccess {
  const access: AccessSnapshot = { ...buildSnapshot(tenant), readAt: at(time) };
  return { access, sharedKeys };
}

function at(time: string): string {
  return `2026-11-21T${time}:00Z`;
}
