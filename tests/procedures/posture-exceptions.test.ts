import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postureAgeLimits } from '../../lib/custody/posture-age.ts';
import type { AccessSnapshot, RoleAssignment } from '../../lib/posture/access-snapshot.ts';
import { accessDigest } from '../../lib/procedures/posture/access-digest.ts';
import { evaluateLook } from '../../lib/procedures/posture/evaluate-look.ts';
import { keepLook } from '../../lib/procedures/posture/keep-look.ts';
import { nothingRead } from '../../lib/procedures/posture/read-posture.ts';
import { proposePostureException } from '../../lib/procedures/proposal/kinds/posture-exception.ts';
import { getItemReaders } from '../../lib/queries/get-item-readers.ts';
import { getPosture } from '../../lib/queries/get-posture.ts';
import { failingControl } from '../support/failing-control.ts';
import { openProposalHouse } from '../support/proposal-house.ts';
import { stage } from '../support/stage.ts';

const reason = 'The vendor needs a key until the migration is over.';
let house: Awaited<ReturnType<typeof openProposalHouse>>;
let people: ReturnType<typeof house.newTenant>;
beforeAll(async () => {
  house = await openProposalHouse();
  people = house.newTenant();
});
afterAll(() => house?.at.close());

const proposed = (control: string, days = 7) =>
  house.run(people.lead, proposePostureException, { reason, change: { control, days } });

describe('an exception from a control of Azure', () => {
  it('holds when two others agreed, one of all a controller, and only for the value they saw', async () => {
    const key = await failingControl(house.at, null, 'on');
    const { id, number } = await proposed(key);
    expect(await house.confirm(people.lead, id).catch(({ code }) => code)).toBe('forbidden');
    expect(await house.confirm(people.first, id)).toEqual({ state: 'waiting' });
    expect(await house.at.register.postureExceptions()).toEqual([]);
    expect(await look(key, true)).toBe('fail');
    expect(await house.confirm(people.second, id)).toEqual({ state: 'confirmed' });
    expect((await house.facts(id)).map(({ type }) => type)).toEqual([
      'proposal.proposed',
      'proposal.confirmed',
      'proposal.confirmed',
      'posture.excepted',
    ]);
    expect(await look(key, true)).toBe('excepted');
    const { chosen } = await getPosture({ actor: people.auditor, db: house.at.db }, { control: key });
    expect(chosen).toMatchObject({
      verdict: 'excepted',
      mayExcept: false,
      exceptions: [{ number, reason, agreedBy: ['Controller 1', 'Controller 2'] }],
    });
    expect(await look(key, null)).toBe('fail'); // another value than the one agreed about
    expect(await look(key, true)).toBe('excepted');
  });

  it('falls back when its time is over, and that is told like any drift', async () => {
    const key = await failingControl(house.at, null, 'on');
    await look(key, true);
    await house.at.asAdmin(
      `alter table proposal disable trigger guard;
       update proposal set after = jsonb_set(after, '{until}', '"2026-01-01T00:00:00.000Z"') where kind = 'posture-exception';
       alter table proposal enable always trigger guard`,
    );
    expect(await look(key, true)).toBe('fail');
    const last = await house.at.db.custodyEvent.findFirstOrThrow({
      where: { type: 'posture.drift-found' },
      orderBy: { id: 'desc' },
    });
    expect(JSON.parse(Buffer.from(last.body ?? []).toString()).detail).toMatchObject({
      before: { verdict: 'excepted' },
      after: { verdict: 'fail' },
    });
  });

  it('is refused for what does not fail, and not confirmed once Azure says something else', async () => {
    const key = await failingControl(house.at, null, 'on');
    const { id } = await proposed(key);
    await house.confirm(people.first, id);
    await look(key, false);
    await expect(house.confirm(people.second, id)).rejects.toMatchObject({ code: 'conflict' });
    expect(await house.stateOf(id)).toBe('waiting');
    await expect(proposed(key)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('fails now'),
    });
    await expect(proposed('no such control')).rejects.toMatchObject({ code: 'not-found' });
    await expect(proposed(key, 91)).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

describe('who could have read an item', () => {
  const noon = Date.parse('2026-11-21T12:00:00Z');
  const minute = 60_000;
  const owner = assignment('owner');

  it('is answered from the looks around that moment, and unknown where nobody looked', async () => {
    const { evidenceId } = await stage(house.at, { restricted: false });
    await house.at.asAdmin(
      `update evidence_item set state = 'sealed', container = 'read-me', protection = '{"retentionDays": 30}' where id = $1`,
      [evidenceId],
    );
    await failingControl(house.at, 'read-me');
    for (const at of [0, 3, 6, 9, 12]) await keep(noon + at * minute, [owner]);
    for (const at of [15, 18]) await keep(noon + at * minute, []);
    await keep(noon + 60 * minute, []);
    expect(await house.at.db.accessSpan.count()).toBe(3);
    expect(await house.at.db.accessState.count()).toBe(2);
    const asked = (at: string) => getItemReaders({ actor: people.auditor, db: house.at.db }, evidenceId, at);
    const during = await asked('2026-11-21T12:07');
    expect(during.unknown).toEqual([]);
    expect(during.readers).toMatchObject([
      {
        name: 'owner',
        ways: [{ words: expect.stringContaining('Reads blobs'), certain: true }],
      },
    ]);
    expect((await asked('2026-11-21T12:13')).readers[0]?.ways).toMatchObject([{ certain: false }]);
    expect((await asked('2026-11-21T12:17')).readers).toEqual([]);
    expect(await asked('at noon')).toMatchObject({ at: '2026-11-21T13:00:00.000Z', unknown: [] });
    expect((await asked('2026-11-21T12:30')).unknown).toEqual([
      'Nobody looked between 2026-11-21 12:18Z and 2026-11-21 13:00Z.',
    ]);
    expect((await asked('2026-11-21T11:00')).unknown).toEqual(['Nobody looked before 2026-11-21 12:00Z.']);
    expect((await asked('2026-11-21T14:00')).unknown).toEqual(['Nobody has looked since 2026-11-21 13:00Z.']);
  });

  it('is kept in rows that nobody shortens', async () => {
    await expect(
      house.at.as('app', `update access_span set last_read_at = last_read_at - interval '1 minute'`),
    ).rejects.toThrow(/only grows/);
    await expect(house.at.as('app', 'update access_state set shared_keys = true')).rejects.toThrow(
      /permission/,
    );
    await expect(house.at.asAdmin('delete from access_state')).rejects.toThrow(/keeps every row/);
  });

  it('does not depend on the order in which Azure lists', () => {
    const [one, two] = [assignment('one'), assignment('two')];
    const digest = (assignments: readonly RoleAssignment[], sharedKeys: boolean | null = false) =>
      accessDigest({ access: snapshot(noon, assignments), sharedKeys });
    expect(digest([one, two])).toBe(digest([two, one]));
    expect(digest([one])).not.toBe(digest([two]));
    expect(digest([one])).not.toBe(digest([one], null));
  });

  function keep(at: number, assignments: readonly RoleAssignment[]): Promise<void> {
    const observed = { access: snapshot(at, assignments), sharedKeys: false };
    const digest = accessDigest(observed);
    return house.at.register.keepAccess({ digest, observed, longestGapMs: postureAgeLimits.rights });
  }
});

/** One look that reads whether the account takes shared keys, as the recurring check makes it. Out: what the control says. */
async function look(key: string, sharedKeys: boolean | null): Promise<string> {
  const state = await house.at.register.postureState(key);
  if (state === null || state.control.kind !== 'shared-keys-off') throw new Error('no such control');
  const { account } = state.control;
  const at = new Date().toISOString();
  const value = {
    ...{
      publicNetworkAccess: 'Disabled',
      defaultAction: 'Deny',
      rules: [],
      bypass: 'None',
      privateEndpoints: [],
    },
    ...{ allowSharedKeyAccess: sharedKeys, allowBlobPublicAccess: false, minimumTlsVersion: 'TLS1_2' },
  };
  const seen = evaluateLook({
    part: 'guards',
    controls: [state.control],
    asked: [state.control],
    factsFor: () => ({
      ...nothingRead,
      accounts: new Map([[account.toLowerCase(), { kind: 'read', value, at }]]),
    }),
    last: [state],
    exceptions: await house.at.register.postureExceptions(),
  });
  await keepLook(house.at.register, seen, new Map());
  return (await house.at.register.postureState(key))?.verdict ?? 'none';
}

function assignment(name: string): RoleAssignment {
  return {
    id: `assignment-${name}`,
    scope: '/subscriptions/00000000-0000-4000-8000-000000000003',
    roleDefinitionId: 'blob-reader',
    principalId: name,
    principalKind: 'person',
    ...{ condition: null, from: null, until: null },
  };
}

function snapshot(at: number, assignments: readonly RoleAssignment[]): AccessSnapshot {
  const dataActions = ['Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'];
  return {
    readAt: new Date(at).toISOString(),
    assignments,
    ...{ eligibilities: [], denies: [], classicAdministrators: [], groups: [], unread: [] },
    roles: [
      {
        id: 'blob-reader',
        name: 'Blob reader',
        permissions: [{ actions: [], notActions: [], dataActions, notDataActions: [], condition: null }],
      },
    ],
    principals: assignments.map(({ principalId: id }) => ({
      id,
      kind: 'person',
      name: id,
      signInName: null,
    })),
    parents: [{ scope: '/subscriptions/00000000-0000-4000-8000-000000000003', parent: null }],
  };
}
