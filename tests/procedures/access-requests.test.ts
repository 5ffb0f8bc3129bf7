import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CustodyErrorCode } from '../../lib/custody/custody-error.ts';
import { remarkDigest } from '../../lib/custody/remark.ts';
import { endAccess } from '../../lib/procedures/access/end-access.ts';
import { refuseRequest } from '../../lib/procedures/access/refuse-request.ts';
import { getItemAccess } from '../../lib/queries/get-item-access.ts';
import { getRequestForm } from '../../lib/queries/get-request-form.ts';
import { type AccessHouse, authority, openAccessHouse, present, reason } from '../support/access-house.ts';
import { askedOn } from '../support/asked-access.ts';
import { tenant } from '../support/portal.ts';

let house: AccessHouse;
beforeAll(async () => {
  house = await openAccessHouse();
});
afterAll(() => house?.at.close());

const refused = (code: CustodyErrorCode, words: RegExp) => ({
  code,
  message: expect.stringMatching(words) as string,
});

describe('a request', () => {
  it('waits with the policy of its moment, in the stream of the item, and calls those who may decide', async () => {
    const one = await house.newTenant();
    const id = await house.asked(one);
    const row = await house.at.db.accessRequest.findUniqueOrThrow({ where: { id } });
    expect(row).toMatchObject({ state: 'waiting', hours: 4, policyVersion: 1 });
    expect(row.number).toMatch(/^AR-\d{4}-\d{4}$/);
    const [fact, ...others] = await house.facts(one.evidenceId);
    expect(others).toEqual([]);
    expect(fact?.event).toMatchObject({
      type: 'access.requested',
      reason,
      authority,
      subjects: [`incident:${one.incidentId}`, `request:${id}`],
      detail: { number: row.number, mode: 'download', policy: { approvals: 2, approvers: ['lead'] } },
    });
    for (const lead of one.leads)
      expect(await house.notesOf(lead)).toEqual([expect.stringContaining(row.number)]);
    for (const other of [...one.controllers, one.custodian]) expect(await house.notesOf(other)).toEqual([]);
  });

  it('of a whole incident names its sealed items as they are now, each with the fact in its own stream', async () => {
    const one = await house.newTenant();
    const [second, unsealed] = [await house.newTenant(), await house.newTenant()];
    for (const { evidenceId } of [second, unsealed])
      await house.at.asAdmin('update evidence_item set incident_id = $1 where id = $2', [
        one.incidentId,
        evidenceId,
      ]);
    await house.at.asAdmin("update evidence_item set state = 'being-acquired' where id = $1", [
      unsealed.evidenceId,
    ]);
    const id = await house.asked(one, { evidenceIds: null });
    const items = await house.at.db.accessRequestItem.findMany({ where: { requestId: id } });
    const sealed = [one.evidenceId, second.evidenceId];
    expect(items.map(({ evidenceId }) => evidenceId).toSorted()).toEqual(sealed.toSorted());
    for (const evidenceId of sealed)
      expect(await house.facts(evidenceId)).toMatchObject([
        { type: 'access.requested', event: { subjects: [`incident:${one.incidentId}`, `request:${id}`] } },
      ]);
    expect(await house.facts(unsealed.evidenceId)).toEqual([]);
  });

  it('is refused for what cannot be given: other items, too long, too wide, no authority in force', async () => {
    const one = await house.newTenant();
    const other = await house.newTenant();
    const no = (change: object) => expect(house.asked(one, change)).rejects;
    await no({ evidenceIds: [other.evidenceId] }).toMatchObject({ code: 'not-found' });
    await no({ hours: '25' }).toMatchObject(refused('invalid-input', /24 hours at most/));
    await no({ addressRange: '0.0.0.0/0' }).toMatchObject({ code: 'invalid-input' });
    const over = { ...authority, validUntil: '2020-01-01' };
    await no({ authority: over }).toMatchObject(refused('invalid-input', /not in force/));
    await no({ by: one.controllers[0] }).toMatchObject({ code: 'forbidden' });
    expect(await house.facts(one.evidenceId)).toEqual([]);
  });
});

describe('a request for a disk', () => {
  it('is refused for an item that is none, and of a whole incident means its disks', async () => {
    const one = await house.newTenant();
    const file = await house.newTenant();
    await house.at.asAdmin("update evidence_item set incident_id = $1, kind = 'device-file' where id = $2", [
      one.incidentId,
      file.evidenceId,
    ]);
    const named = [one.evidenceId, file.evidenceId];
    const viewer = { db: house.at.db, actor: one.investigator };
    const offers = async (about: object) =>
      (await getRequestForm(viewer, about, ['see-contents', 'disk'])).modes;
    expect((await offers({ evidenceId: file.evidenceId })).map(({ mode }) => mode)).toEqual(['see-contents']);
    expect(await offers({ incidentId: one.incidentId })).toMatchObject([
      {},
      { mode: 'disk', words: expect.stringMatching(/Of the disks alone: EV-[\d-]+\.$/) },
    ]);
    await expect(house.asked(one, { mode: 'disk', evidenceIds: named })).rejects.toMatchObject(
      refused('invalid-input', /is no disk/),
    );
    expect(await house.facts(file.evidenceId)).toEqual([]);
    const id = await house.asked(one, { mode: 'disk', evidenceIds: null });
    const items = await house.at.db.accessRequestItem.findMany({ where: { requestId: id } });
    expect(items.map(({ evidenceId }) => evidenceId)).toEqual([one.evidenceId]);
    await house.at.asAdmin("update evidence_item set kind = 'package' where id = $1", [one.evidenceId]);
    await expect(house.asked(one, { mode: 'disk', evidenceIds: null })).rejects.toMatchObject(
      refused('invalid-input', /None of the sealed evidence/),
    );
  });
});

describe('the access of an item', () => {
  it('shows every live grant and waiting request, however many ended ones are newer', async () => {
    const one = await house.newTenant();
    await askedOn(house.at, one, { granted: true });
    await askedOn(house.at, one);
    for (let n = 0; n < 101; n++) await askedOn(house.at, one);
    await house.at.asAdmin(
      `update access_request set state = 'withdrawn', decided_at = now() where id in
         (select id from access_request where incident_id = $1 order by created_at desc limit 101)`,
      [one.incidentId],
    );
    const { open, waiting, past } = await getItemAccess(
      { db: house.at.db, actor: one.leads[0] },
      one.evidenceId,
    );
    expect([open, waiting, past].map((rows) => rows.map(({ state }) => state))).toEqual([
      ['active'],
      ['waiting'],
      Array.from({ length: 100 }, () => 'withdrawn'),
    ]);
  });
});

describe('two leads', () => {
  it('grant together; neither reads the remark of the other before both have decided', async () => {
    const one = await house.newTenant();
    const id = await house.asked(one);
    expect(await house.approve(one.leads[0], id, 'the purpose is plain')).toEqual({
      state: 'waiting',
      grantId: null,
    });
    const waiting = JSON.stringify(await house.facts(one.evidenceId));
    expect(waiting).not.toContain('the purpose is plain');
    const { state, grantId } = await house.approve(one.leads[1], id);
    expect(state).toBe('granted');
    const told = await house.facts(one.evidenceId);
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
    expect(await house.notesOf(one.investigator)).toEqual([expect.stringContaining('is granted until')]);
  });

  it('who decide at once grant once, and who comes behind reads who was first', async () => {
    const one = await house.newTenant();
    const id = await house.asked(one);
    const third = present('lead', { displayName: 'Lead 3' });
    const all = [...one.leads, third].map((lead) => house.approve(lead, id, 'agreed, both of us'));
    const results = await Promise.allSettled(all);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    const late = results.find((result) => result.status === 'rejected');
    expect(late?.reason).toMatchObject(
      refused('conflict', /was granted by Lead \d \d+ s ago: nothing was recorded for you/),
    );
    expect(await house.at.db.accessGrant.count({ where: { requestId: id } })).toBe(1);
  });

  it('of whom one approves and one refuses at once end in one state, never in both', async () => {
    const one = await house.newTenant();
    const id = await house.asked(one, { mode: 'see-contents' });
    const [first, second] = one.leads;
    const both = [
      house.approve(first, id),
      house.run(second, refuseRequest, { requestId: id, comment: 'not this way' }),
    ];
    const results = await Promise.allSettled(both);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const granted = (await house.stateOf(id)) === 'granted';
    expect(await house.at.db.accessGrant.count({ where: { requestId: id } })).toBe(granted ? 1 : 0);
  });
});

describe('a decision does not count', () => {
  it('of who asked, of who has custody, or of another role, and the attempt is recorded', async () => {
    const one = await house.newTenant();
    const lead = one.leads[0];
    const own = await house.asked(one, { by: lead });
    await expect(house.approve(lead, own)).rejects.toMatchObject(refused('forbidden', /their own request/));
    const id = await house.asked(one);
    tenant.set(one.custodian.objectId, { enabled: true, roles: ['lead'] });
    const promoted = { ...one.custodian, roles: ['lead'] as const };
    await expect(house.approve(promoted, id)).rejects.toMatchObject(refused('forbidden', /custody/));
    await expect(house.approve(one.controllers[0], id)).rejects.toMatchObject(
      refused('forbidden', /lead decides/),
    );
    for (const [person, request] of [
      [lead, own],
      [one.custodian, id],
      [one.controllers[0], id],
    ] as const)
      expect(await house.deniedTo(person)).toMatchObject([
        { subjects: [`request:${request}`], detail: { permission: 'access.decide' } },
      ]);
  });

  it('when the role was taken away since the page was opened, or the account was disabled', async () => {
    const one = await house.newTenant();
    const id = await house.asked(one);
    tenant.set(one.leads[0].objectId, { enabled: true, roles: ['analyst'] });
    tenant.set(one.leads[1].objectId, { enabled: false, roles: ['lead'] });
    for (const lead of one.leads)
      await expect(house.approve(lead, id)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await house.at.db.accessDecision.count({ where: { requestId: id } })).toBe(0);
  });

  it('while the tenant does not say who somebody is', async () => {
    const one = await house.newTenant();
    const id = await house.asked(one);
    tenant.delete(one.leads[0].objectId);
    await expect(house.approve(one.leads[0], id)).rejects.toMatchObject({ code: 'cloud-unavailable' });
    expect(await house.stateOf(id)).toBe('waiting');
  });

  it('without a sign-in of the last quarter of an hour', async () => {
    const one = await house.newTenant();
    const id = await house.asked(one);
    const old = { ...one.leads[0], authenticatedAt: new Date(Date.now() - 16 * 60_000).toISOString() };
    await expect(house.approve(old, id)).rejects.toMatchObject(refused('sign-in-again', /15 minutes/));
    expect(await house.deniedTo(old)).toHaveLength(1);
  });

  it('after the time to decide, and whoever is late is told so', async () => {
    const one = await house.newTenant();
    const id = await house.asked(one);
    await house.age('access_request', id);
    await expect(house.approve(one.leads[0], id)).rejects.toMatchObject(refused('conflict', /expired/));
    expect(await endAccess(house.at.register)).toEqual({ expired: 1, ended: 0 });
    expect(await endAccess(house.at.register)).toEqual({ expired: 0, ended: 0 });
    expect(await house.stateOf(id)).toBe('expired');
    expect((await house.facts(one.evidenceId)).at(-1)?.event.actor).toEqual({
      kind: 'system',
      component: 'access',
    });
  });
});

describe('controllers stand in', () => {
  it('only when a lead asks, is marked away, or has lost the role', async () => {
    const one = await house.newTenant();
    const id = await house.asked(one);
    const [lead, other] = one.leads;
    await expect(house.approve(one.controllers[0], id)).rejects.toMatchObject({ code: 'forbidden' });
    await house.at.asAdmin(
      "insert into person_setting (object_id, away_until) values ($1, now() + interval '1 day')",
      [other.objectId],
    );
    await house.approve(lead, id);
    expect(await house.approve(one.controllers[1], id)).toMatchObject({ state: 'granted' });
    const approvals = (await house.facts(one.evidenceId)).filter(({ type }) => type === 'access.approved');
    expect(approvals.map(({ event }) => event.detail.asStandIn)).toEqual([false, true]);
  });

  it('and are called at once when a lead asks', async () => {
    const one = await house.newTenant();
    await house.asked(one, { by: one.leads[0] });
    for (const controller of one.controllers) expect(await house.notesOf(controller)).toHaveLength(1);
    expect(await house.notesOf(one.leads[0])).toEqual([]);
  });
});
