import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PersonActor } from '../../lib/custody/actor.ts';
import { currentCustodian } from '../../lib/custody/current-custodian.ts';
import type { CustodyErrorCode } from '../../lib/custody/custody-error.ts';
import { readRecordedEvent } from '../../lib/custody/recorded-event.ts';
import { remarkDigest } from '../../lib/custody/remark.ts';
import { approveRequest } from '../../lib/procedures/access/approve-request.ts';
import { commentOnRequest } from '../../lib/procedures/access/comment-on-request.ts';
import { endAccess } from '../../lib/procedures/access/end-access.ts';
import { refuseRequest } from '../../lib/procedures/access/refuse-request.ts';
import { requestAccess } from '../../lib/procedures/access/request-access.ts';
import { revokeGrant } from '../../lib/procedures/access/revoke-grant.ts';
import { withdrawRequest } from '../../lib/procedures/access/withdraw-request.ts';
import type { Procedure } from '../../lib/procedures/procedure.ts';
import type { Runtime } from '../../lib/runtime/runtime.ts';
import { perform } from '../../lib/web/perform.ts';
import { itemInCustody } from '../support/asked-access.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { personOf, tenant, testRuntime } from '../support/portal.ts';

let at: TestDatabase;
let wired: Runtime;
beforeAll(async () => {
  at = await freshDatabase();
  wired = testRuntime(at);
});
afterAll(() => at?.close());

const reason = 'To examine the web shell.';
const authority = { type: 'internal-policy', number: 'IR-7', validFrom: null, validUntil: null };

/** Somebody who has just signed in. */
function present(role: string, change: Partial<PersonActor> = {}): PersonActor {
  return { ...personOf(role), authenticatedAt: new Date().toISOString(), ...change };
}

/** A tenant of its own for each test: two leads, two controllers, who asks, and who has custody. */
async function house() {
  tenant.clear();
  const custodian = present('analyst');
  const place = await itemInCustody(at, custodian);
  await at.asAdmin("update evidence_item set state = 'sealed', blob = 'disk.vhd' where id = $1", [
    place.evidenceId,
  ]);
  return {
    ...place,
    custodian,
    investigator: present('analyst'),
    leads: [present('lead', { displayName: 'Lead 1' }), present('lead', { displayName: 'Lead 2' })] as const,
    controllers: [present('controller'), present('controller')] as const,
  };
}
type House = Awaited<ReturnType<typeof house>>;

const run = <I, R>(actor: PersonActor, procedure: Procedure<I, R>, input: unknown) =>
  perform(wired.context, actor, procedure, input);
const refused = (code: CustodyErrorCode, words: RegExp) => ({
  code,
  message: expect.stringMatching(words) as string,
});

async function asked({ incidentId, evidenceId, investigator }: House, change: object = {}) {
  const { by = investigator, ...form } = change as { by?: PersonActor };
  const input = {
    ...{ incidentId, evidenceIds: [evidenceId], purpose: reason, authority, mode: 'download' },
    ...{ addressRange: '10.0.0.0/8', hours: '4' },
    ...form,
  };
  return (await run(by, requestAccess, input)).id;
}

const approve = (actor: PersonActor, requestId: string, comment: string | null = null) =>
  run(actor, approveRequest, { requestId, comment });
const stateOf = async (id: string) => (await at.db.accessRequest.findUniqueOrThrow({ where: { id } })).state;

async function facts(evidenceId: string) {
  const rows = await at.db.custodyEvent.findMany({
    where: { stream: evidenceId, type: { startsWith: 'access.' } },
    orderBy: { n: 'asc' },
  });
  return rows.map(({ body, type }) => ({ type, event: JSON.parse(Buffer.from(body).toString()) }));
}
const notesOf = async ({ objectId }: PersonActor) =>
  (await at.db.notification.findMany({ where: { objectId } })).map(({ title }) => title);

describe('a request', () => {
  it('waits with the policy of its moment, in the stream of the item, and calls those who may decide', async () => {
    const one = await house();
    const id = await asked(one);
    const row = await at.db.accessRequest.findUniqueOrThrow({ where: { id } });
    expect(row).toMatchObject({ state: 'waiting', hours: 4, policyVersion: 1 });
    expect(row.number).toMatch(/^AR-\d{4}-\d{4}$/);
    const [fact, ...others] = await facts(one.evidenceId);
    expect(others).toEqual([]);
    expect(fact?.event).toMatchObject({
      type: 'access.requested',
      reason,
      authority,
      subjects: [`incident:${one.incidentId}`, `request:${id}`],
      detail: { number: row.number, mode: 'download', policy: { approvals: 2, approvers: ['lead'] } },
    });
    for (const lead of one.leads) expect(await notesOf(lead)).toEqual([expect.stringContaining(row.number)]);
    for (const other of [...one.controllers, one.custodian]) expect(await notesOf(other)).toEqual([]);
  });

  it('of a whole incident names its sealed items as they are now, each with the fact in its own stream', async () => {
    const one = await house();
    const id = await asked(one, { evidenceIds: null });
    expect(await at.db.accessRequestItem.findMany({ where: { requestId: id } })).toEqual([
      { requestId: id, evidenceId: one.evidenceId },
    ]);
  });

  it('is refused for what cannot be given: other items, too long, too wide, no authority in force', async () => {
    const one = await house();
    const other = await house();
    const no = (change: object) => expect(asked(one, change)).rejects;
    await no({ evidenceIds: [other.evidenceId] }).toMatchObject({ code: 'not-found' });
    await no({ hours: '25' }).toMatchObject(refused('invalid-input', /24 hours at most/));
    await no({ addressRange: '0.0.0.0/0' }).toMatchObject({ code: 'invalid-input' });
    const over = { ...authority, validUntil: '2020-01-01' };
    await no({ authority: over }).toMatchObject(refused('invalid-input', /not in force/));
    await no({ by: one.controllers[0] }).toMatchObject({ code: 'forbidden' });
    expect(await facts(one.evidenceId)).toEqual([]);
  });
});

describe('two leads', () => {
  it('grant together; neither reads the remark of the other before both have decided', async () => {
    const one = await house();
    const id = await asked(one);
    expect(await approve(one.leads[0], id, 'the purpose is plain')).toEqual({
      state: 'waiting',
      grantId: null,
    });
    const waiting = JSON.stringify(await facts(one.evidenceId));
    expect(waiting).not.toContain('the purpose is plain');
    const { state, grantId } = await approve(one.leads[1], id);
    expect(state).toBe('granted');
    const told = await facts(one.evidenceId);
    expect(told.map(({ type }) => type)).toEqual([
      'access.requested',
      'access.approved',
      'access.approved',
      'access.granted',
    ]);
    const { detail, actor } = told[3]?.event ?? {};
    expect(actor.displayName).toBe('Lead 2');
    expect(detail).toMatchObject({
      grantId,
      approvers: [{ displayName: 'Lead 1' }, { displayName: 'Lead 2' }],
    });
    expect(detail.remarks).toMatchObject([{ text: 'the purpose is plain', by: { displayName: 'Lead 1' } }]);
    expect(told[1]?.event.detail.remarkSha256).toBe(remarkDigest(detail.remarks[0]));
    expect(await notesOf(one.investigator)).toEqual([expect.stringContaining('is granted until')]);
  });

  it('who decide at once grant once, and who comes behind reads who was first', async () => {
    const one = await house();
    const id = await asked(one);
    const third = present('lead', { displayName: 'Lead 3' });
    const all = [...one.leads, third].map((lead) => approve(lead, id, 'agreed, both of us'));
    const results = await Promise.allSettled(all);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    const late = results.find((result) => result.status === 'rejected');
    expect(late?.reason).toMatchObject(
      refused('conflict', /was granted by Lead \d \d+ s ago: nothing was recorded for you/),
    );
    expect(await at.db.accessGrant.count({ where: { requestId: id } })).toBe(1);
  });

  it('of whom one approves and one refuses at once end in one state, never in both', async () => {
    const one = await house();
    const id = await asked(one, { mode: 'see-contents' });
    const [first, second] = one.leads;
    const both = [approve(first, id), run(second, refuseRequest, { requestId: id, comment: 'not this way' })];
    const results = await Promise.allSettled(both);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const granted = (await stateOf(id)) === 'granted';
    expect(await at.db.accessGrant.count({ where: { requestId: id } })).toBe(granted ? 1 : 0);
  });
});

describe('a decision does not count', () => {
  it('of who asked, of who has custody, or of another role, and the attempt is recorded', async () => {
    const one = await house();
    const lead = one.leads[0];
    const own = await asked(one, { by: lead });
    await expect(approve(lead, own)).rejects.toMatchObject(refused('forbidden', /their own request/));
    const id = await asked(one);
    tenant.set(one.custodian.objectId, { enabled: true, roles: ['lead'] });
    const promoted = { ...one.custodian, roles: ['lead'] as const };
    await expect(approve(promoted, id)).rejects.toMatchObject(refused('forbidden', /custody/));
    await expect(approve(one.controllers[0], id)).rejects.toMatchObject(refused('forbidden', /lead decides/));
    for (const [person, request] of [
      [lead, own],
      [one.custodian, id],
      [one.controllers[0], id],
    ] as const)
      expect(await deniedTo(person)).toMatchObject([
        { subjects: [`request:${request}`], detail: { permission: 'access.decide' } },
      ]);
  });

  it('when the role was taken away since the page was opened, or the account was disabled', async () => {
    const one = await house();
    const id = await asked(one);
    tenant.set(one.leads[0].objectId, { enabled: true, roles: ['analyst'] });
    tenant.set(one.leads[1].objectId, { enabled: false, roles: ['lead'] });
    for (const lead of one.leads)
      await expect(approve(lead, id)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await at.db.accessDecision.count({ where: { requestId: id } })).toBe(0);
  });

  it('while the tenant does not say who somebody is', async () => {
    const one = await house();
    const id = await asked(one);
    tenant.delete(one.leads[0].objectId);
    await expect(approve(one.leads[0], id)).rejects.toMatchObject({ code: 'cloud-unavailable' });
    expect(await stateOf(id)).toBe('waiting');
  });

  it('without a sign-in of the last quarter of an hour', async () => {
    const one = await house();
    const id = await asked(one);
    const old = { ...one.leads[0], authenticatedAt: new Date(Date.now() - 16 * 60_000).toISOString() };
    await expect(approve(old, id)).rejects.toMatchObject(refused('sign-in-again', /15 minutes/));
    expect(await deniedTo(old)).toHaveLength(1);
  });

  it('after the time to decide, and whoever is late is told so', async () => {
    const one = await house();
    const id = await asked(one);
    await overdue(id);
    await expect(approve(one.leads[0], id)).rejects.toMatchObject(refused('conflict', /expired/));
    expect(await endAccess(at.register)).toEqual({ expired: 1, ended: 0 });
    expect(await endAccess(at.register)).toEqual({ expired: 0, ended: 0 });
    expect(await stateOf(id)).toBe('expired');
    expect((await facts(one.evidenceId)).at(-1)?.event.actor).toEqual({
      kind: 'system',
      component: 'access',
    });
  });
});

describe('controllers stand in', () => {
  it('only when a lead asks, is marked away, or has lost the role', async () => {
    const one = await house();
    const id = await asked(one);
    const [lead, other] = one.leads;
    await expect(approve(one.controllers[0], id)).rejects.toMatchObject({ code: 'forbidden' });
    await at.asAdmin(
      "insert into person_setting (object_id, away_until) values ($1, now() + interval '1 day')",
      [other.objectId],
    );
    await approve(lead, id);
    expect(await approve(one.controllers[1], id)).toMatchObject({ state: 'granted' });
    const approvals = (await facts(one.evidenceId)).filter(({ type }) => type === 'access.approved');
    expect(approvals.map(({ event }) => event.detail.asStandIn)).toEqual([false, true]);
  });

  it('and are called at once when a lead asks', async () => {
    const one = await house();
    await asked(one, { by: one.leads[0] });
    for (const controller of one.controllers) expect(await notesOf(controller)).toHaveLength(1);
    expect(await notesOf(one.leads[0])).toEqual([]);
  });
});

describe('the end', () => {
  it('of a waiting request is its requester’s own: withdrawn, and nobody decides any more', async () => {
    const one = await house();
    const id = await asked(one);
    const taking = { requestId: id };
    await expect(run(one.leads[0], withdrawRequest, taking)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(run(one.custodian, withdrawRequest, taking)).rejects.toMatchObject({ code: 'not-found' });
    await run(one.investigator, withdrawRequest, taking);
    await expect(run(one.investigator, withdrawRequest, taking)).rejects.toMatchObject({ code: 'conflict' });
    await expect(approve(one.leads[0], id)).rejects.toMatchObject(refused('conflict', /was withdrawn/));
  });

  it('of a grant comes by one person at once, or by the clock, and is recorded once', async () => {
    const one = await house();
    const id = await asked(one, { mode: 'see-contents' });
    await approve(one.leads[0], id);
    await expect(run(one.investigator, revokeGrant, { requestId: id, reason })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await run(one.controllers[0], revokeGrant, { requestId: id, reason });
    await expect(run(one.leads[0], revokeGrant, { requestId: id, reason })).rejects.toMatchObject({
      code: 'conflict',
    });
    const ended = await asked(one, { mode: 'see-contents' });
    const { grantId } = await approve(one.leads[0], ended);
    await beginRead(one, ended, grantId ?? ''); // and its portal dies
    await at.asAdmin(
      `alter table access_grant disable trigger guard; update access_grant
       set starts_at = starts_at - interval '1 day', ends_at = ends_at - interval '1 day' where request_id = '${ended}';
       alter table access_grant enable always trigger guard`,
    );
    await expect(run(one.leads[0], revokeGrant, { requestId: ended, reason })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await endAccess(at.register)).toEqual({ expired: 0, ended: 1 });
    expect(await endAccess(at.register)).toEqual({ expired: 0, ended: 0 });
    const [, opened, over, lost] = (await facts(one.evidenceId)).slice(-4);
    expect([opened?.type, over?.type, lost?.type]).toEqual([
      'access.content-opened',
      'access.ended',
      'access.content-read',
    ]);
    expect(lost?.event.detail).toMatchObject({
      readId: opened?.event.detail.readId,
      result: 'unknown',
      bytes: null,
    });
  });
});

it('custody is derived alike by the database, which decides, and by the rule, which is shown', async () => {
  const one = await house();
  const rows = await at.db.custodyEvent.findMany({
    where: { stream: one.evidenceId },
    orderBy: { n: 'asc' },
  });
  const events = rows.map(({ body }) => readRecordedEvent(body));
  const [item] = await at.register.look.sealedItems(one.incidentId, null);
  expect(item?.custodianObjectId).toBe(one.custodian.objectId);
  expect(currentCustodian(events)?.objectId).toBe(one.custodian.objectId);
});

it('a remark is told by its digest while the request waits, and whole afterwards', async () => {
  const one = await house();
  const id = await asked(one);
  await run(one.leads[0], commentOnRequest, { requestId: id, text: 'which machine is it?' });
  await run(one.leads[0], refuseRequest, { requestId: id, comment: 'nobody could say why' });
  await run(one.investigator, commentOnRequest, { requestId: id, text: 'I shall ask again' });
  const [, first, outcome, last] = await facts(one.evidenceId);
  expect(first?.event.detail.text).toBeNull();
  expect(outcome?.event.detail.remarks.map(({ text }: { text: string }) => text)).toEqual([
    'which machine is it?',
    'nobody could say why',
  ]);
  expect(first?.event.detail.remarkSha256).toBe(remarkDigest(outcome?.event.detail.remarks[0]));
  expect(last?.event.detail.text).toBe('I shall ask again');
});

it('a request of a restricted incident is there for its members alone', async () => {
  const one = await house();
  const id = await asked(one);
  await at.asAdmin('update incident set restricted = true where id = $1', [one.incidentId]);
  await expect(approve(one.leads[0], id)).rejects.toMatchObject({ code: 'not-found' });
  await at.asAdmin('insert into incident_member values ($1, $2)', [one.incidentId, one.leads[0].objectId]);
  expect(await approve(one.leads[0], id)).toMatchObject({ state: 'waiting' });
});

async function beginRead(
  { incidentId, evidenceId, investigator }: House,
  requestId: string,
  grantId: string,
) {
  await at.register.record(investigator, ['access.content-opened'], async () => ({
    events: [
      {
        type: 'access.content-opened',
        stream: { kind: 'evidence', id: evidenceId },
        subjects: [`incident:${incidentId}`, `request:${requestId}`],
        reason: null,
        authority: null,
        detail: {
          ...{ readId: crypto.randomUUID(), requestId, number: 'AR', grantId },
          ...{ start: '0', end: '512', sizeBytes: '512', sha256: '00' },
        },
      },
    ],
    result: undefined,
  }));
}

async function deniedTo({ objectId }: PersonActor) {
  const rows = await at.db.custodyEvent.findMany({
    where: { actorObjectId: objectId, type: 'access.denied' },
  });
  return rows.map(({ body }) => JSON.parse(Buffer.from(body).toString()));
}

async function overdue(id: string) {
  await at.asAdmin(
    `alter table access_request disable trigger guard; update access_request
     set created_at = created_at - interval '8 days', expires_at = expires_at - interval '8 days' where id = '${id}';
     alter table access_request enable always trigger guard`,
  );
}
