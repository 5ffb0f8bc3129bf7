import { StorageManagementClient } from '@azure/arm-storage';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CustodyError } from '../../lib/custody/custody-error.ts';
import { recordedEventOf } from '../../lib/custody/recorded-event.ts';
import type { Role } from '../../lib/custody/role.ts';
import { anchorsAccountId } from '../../lib/embedded/cloud/tenant.ts';
import type { PosturePart } from '../../lib/ports/posture-state.ts';
import { checkPosture } from '../../lib/procedures/posture/check-posture.ts';
import type { PostureContext } from '../../lib/procedures/posture/posture-context.ts';
import { maySeeEvent } from '../../lib/queries/may-see-event.ts';
import { authorizationOf, personCredential, startArmCloud } from '../support/arm-cloud.ts';
import type { TestCloud } from '../support/cloud.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { analyst } from '../support/facts.ts';
import { lockerIdOf, postureContextOf } from '../support/posture-context.ts';
import { signedIn } from '../support/signed-in.ts';
import { stage } from '../support/stage.ts';

const auditor = 'a0000000-0000-4000-8000-000000000005';
const signal = new AbortController().signal;
let cloud: TestCloud;
let at: TestDatabase;
let soc: string;
let context: PostureContext;

beforeAll(async () => {
  [cloud, at] = await Promise.all([startArmCloud(), freshDatabase()]);
  soc = `/subscriptions/${cloud.endpoints.socSubscriptionId}`;
  context = postureContextOf(cloud, at);
  for (const role of ['analyst', 'lead', 'auditor', 'controller'] as const)
    await signedIn(at.register, { ...analyst, objectId: role, roles: [role] });
});
afterEach(() => cloud.admin('DELETE', '/faults'));
afterAll(async () => {
  await at?.close();
  await cloud?.dispose();
});

describe('the recurring check of Azure', () => {
  it('finds nothing to tell in a tenant that is as demanded', async () => {
    for (const part of ['guards', 'rights', 'containers'] as const)
      expect(await check(part)).toEqual({ worse: 0, better: 0 });
    expect(await notPassing()).toEqual([]);
    expect(await events()).toEqual([]);
    expect(await at.db.postureControl.count()).toBeGreaterThan(30);
  });

  it('tells of a third person with Owner once, by name, to those who watch, and of its end', async () => {
    await cloud.admin('POST', '/access/assignments', { principal: 'auditor', role: 'Owner', scope: soc });
    const { worse } = await check('rights');
    expect(worse).toBeGreaterThanOrEqual(8);
    expect(await check('rights')).toEqual({ worse: 0, better: 0 });
    const [fact] = await events();
    expect(fact).toMatchObject({
      type: 'posture.drift-found',
      actor: { kind: 'system', component: 'posture' },
      detail: {
        before: { verdict: 'pass' },
        after: { verdict: 'fail', raw: expect.stringContaining('Auditor (active by Owner on') },
        why: expect.stringContaining('Auditor holds it'),
      },
    });
    expect(await told()).toEqual(['auditor', 'controller', 'lead']);
    const row = await right('write-role-assignments');
    expect(row.holders).toContainEqual({
      objectId: expect.stringMatching(/^a0000000-/),
      name: 'Auditor',
      kind: 'person',
      paths: [`active by Owner on ${soc}`],
    });

    await withoutAssignment();
    expect(await check('rights')).toEqual({ worse: 0, better: worse });
    expect((await events()).at(-1)).toMatchObject({
      type: 'posture.drift-mended',
      detail: { before: { verdict: 'fail' }, after: { verdict: 'pass' } },
    });
    expect(await told()).toEqual([]);
    const changes = await at.db.postureChange.findMany({ where: { key: row.key }, orderBy: { id: 'asc' } });
    expect(changes.map(({ kind }) => kind)).toEqual(['first', 'worse', 'better']);
  });

  it('tells of an identity of its own that could write anchors, in another department’s subscription', async () => {
    const scope = anchorsAccountId;
    await cloud.admin('POST', '/access/assignments', {
      principal: 'locker',
      role: 'Holdfast Evidence Writer',
      scope,
    });
    expect((await check('rights')).worse).toBe(1);
    expect((await events()).at(-1)).toMatchObject({
      type: 'posture.drift-found',
      detail: { place: anchorsAccountId, after: { verdict: 'fail', raw: expect.stringContaining('locker') } },
    });
    const dataActions = ['*/blobs/*'];
    await cloud.admin('POST', '/access/denies', {
      name: 'all of it',
      scope,
      principals: ['locker'],
      dataActions,
    });
    expect((await check('rights')).better).toBe(1);
  });

  it('names people only to those who may audit', async () => {
    const event = await at.db.custodyEvent.findFirstOrThrow({ where: { type: 'posture.drift-found' } });
    const seenBy = (...roles: readonly Role[]) =>
      maySeeEvent(event, { actor: { ...analyst, roles }, db: at.db });
    expect(await seenBy('analyst', 'investigator')).toBe(false);
    expect(await seenBy('auditor')).toBe(true);
  });

  it('tells of an opened network and of shared keys, and of a worse value of what fails already', async () => {
    await asOwner({ allowSharedKeyAccess: true });
    expect(await check('guards')).toEqual({ worse: 1, better: 0 });
    await asOwner({ networkRuleSet: { defaultAction: 'Allow', bypass: 'None', ipRules: [] } });
    expect(await check('guards')).toEqual({ worse: 1, better: 0 });
    const ipRules = [{ iPAddressOrRange: '203.0.113.7' }];
    await asOwner({ networkRuleSet: { defaultAction: 'Allow', bypass: 'None', ipRules } });
    expect(await check('guards')).toEqual({ worse: 1, better: 0 });
    expect((await events()).at(-1)).toMatchObject({
      type: 'posture.drift-found',
      detail: { before: { verdict: 'fail' }, after: { raw: expect.stringContaining('203.0.113.7') } },
    });
    await asOwner({
      allowSharedKeyAccess: false,
      networkRuleSet: { defaultAction: 'Deny', bypass: 'None', ipRules: [] },
    });
    expect(await check('guards')).toEqual({ worse: 0, better: 2 });
    expect(await notPassing()).toEqual([]);
  });

  it('knows nothing of what Azure refuses or throttles, keeps what it knew, and holds nothing for good', async () => {
    const refusal = { kind: 'status', status: 403, code: 'AuthorizationFailed', message: 'no' };
    await cloud.fault(accountRead, refusal, 50);
    expect((await check('guards')).worse).toBe(6);
    expect(
      await at.db.postureControl.findFirst({ where: { key: { startsWith: 'shared-keys' } } }),
    ).toMatchObject({
      verdict: 'unknown',
      why: 'Azure refused the reading.',
      knownVerdict: 'pass',
      knownRaw: 'off',
    });
    expect((await at.db.notification.findFirst())?.level).toBe('warning');
    await cloud.admin('DELETE', '/faults');
    expect(await check('guards')).toEqual({ worse: 0, better: 6 });
  });

  it('says nothing at all while neither the tenant nor its own identities answer', async () => {
    const unavailable = async () => {
      throw new CustodyError('cloud-unavailable', 'No identity endpoint.');
    };
    const alone = { ...context, place: { ...context.place, identities: unavailable } };
    const { worse } = await checkPosture(alone, 'rights', signal);
    expect(worse).toBe(await at.db.postureControl.count({ where: { part: 'rights' } }));
    expect(await at.db.postureControl.count({ where: { part: 'rights', verdict: 'pass' } })).toBe(0);
    expect(await check('rights')).toEqual({ worse: 0, better: worse });
  });

  it('holds every container of sealed evidence against what was promised when it was sealed', async () => {
    const { evidenceId } = await stage(at, { restricted: false });
    await at.asAdmin(
      `update evidence_item set state = 'sealed', container = 'gone', protection = '{"retentionDays": 30}' where id = $1`,
      [evidenceId],
    );
    expect(await check('containers')).toEqual({ worse: 2, better: 0 });
    expect(await notPassing()).toEqual([
      expect.stringMatching(/^retention-locked .*gone: fail, no policy/),
      expect.stringMatching(/^legal-hold .*gone: fail, no hold/),
    ]);
  });

  it('is one worker’s at a time, and a change is written once whoever saw it', async () => {
    const claims = await Promise.all([1, 2, 3].map(() => at.register.claimPostureRound('guards', 60_000)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    await asOwner({ minimumTlsVersion: 'TLS1_0' });
    const before = (await events()).length;
    const seen = await Promise.all([check('guards'), check('guards')]);
    expect(seen.map(({ worse }) => worse).toSorted()).toEqual([0, 1]);
    expect((await events()).length).toBe(before + 1);
    await asOwner({ minimumTlsVersion: 'TLS1_2' });
    await check('guards');
  });

  it('leaves a history that the portal cannot change', async () => {
    await expect(at.as('app', 'update posture_change set after = $1', ['pass'])).rejects.toThrow(
      /permission/,
    );
    await expect(at.asAdmin('delete from posture_change')).rejects.toThrow(/keeps every row/);
  });
});

const accountRead = 'StorageAccounts_GetProperties';

const check = (part: PosturePart) => checkPosture(context, part, signal);

async function notPassing(): Promise<readonly string[]> {
  const rows = await at.db.postureControl.findMany({
    where: { verdict: { not: 'pass' }, retiredAt: null },
    orderBy: [{ part: 'asc' }, { position: 'asc' }],
  });
  return rows.map(
    ({ key, verdict, raw, why }) => `${key.split(' ').slice(0, 2).join(' ')}: ${verdict}, ${raw}, ${why}`,
  );
}

async function events() {
  const rows = await at.db.custodyEvent.findMany({
    where: { type: { startsWith: 'posture.' } },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ body }) => recordedEventOf(body));
}

async function told(): Promise<readonly string[]> {
  const notes = await at.db.notification.findMany({
    where: { key: 'posture' },
    orderBy: { objectId: 'asc' },
  });
  return notes.map(({ objectId }) => objectId);
}

function right(name: string) {
  const key = `right-held-by-controllers ${name} ${lockerIdOf(cloud).toLowerCase()}`;
  return at.db.postureControl.findUniqueOrThrow({ where: { key } });
}

/** A change past every portal, by somebody who may for a moment. */
async function asOwner(change: Parameters<StorageManagementClient['storageAccounts']['update']>[2]) {
  await cloud.admin('POST', '/access/assignments', { principal: 'auditor', role: 'Owner', scope: soc });
  const { lockerResourceGroup, lockerAccount, socSubscriptionId, arm } = cloud.endpoints;
  const person = new StorageManagementClient(personCredential(cloud, 'auditor'), socSubscriptionId, {
    endpoint: arm,
  });
  // The SDK sends network rules only beside another property.
  const beside = { publicNetworkAccess: 'Disabled' };
  await person.storageAccounts.update(lockerResourceGroup, lockerAccount, { ...beside, ...change });
  await withoutAssignment();
}

async function withoutAssignment(): Promise<void> {
  const client = authorizationOf(cloud, personCredential(cloud, 'auditor'));
  for await (const one of client.roleAssignments.listForScope(soc))
    if (one.principalId === auditor && one.id !== undefined) await client.roleAssignments.deleteById(one.id);
}
