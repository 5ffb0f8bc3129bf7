import type { PgBoss } from 'pg-boss';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PersonActor } from '../../lib/custody/actor.ts';
import { CustodyError } from '../../lib/custody/custody-error.ts';
import { acknowledgeNotice } from '../../lib/procedures/hold/acknowledge-notice.ts';
import { carryOutAct } from '../../lib/procedures/hold/carry-out-act.ts';
import { remindRecipients } from '../../lib/procedures/hold/remind-recipients.ts';
import { sendNotice } from '../../lib/procedures/hold/send-notice.ts';
import { getIncidentGuard } from '../../lib/queries/get-incident-guard.ts';
import { workHolds } from '../../lib/worker/work-holds.ts';
import { present } from '../support/access-house.ts';
import { type HeldItem, lead, openHeldItem, reason } from '../support/held-item.ts';
import { personOf, tenant } from '../support/portal.ts';

const signal = new AbortController().signal;
let house: HeldItem;

beforeAll(async () => {
  house = await openHeldItem();
});

afterEach(() => house.cloud.admin('DELETE', '/faults'));
afterAll(() => house?.close());

describe('a legal hold', () => {
  it('is asked for, placed by the worker, and read back from Azure', async () => {
    const { actId } = await house.ask('LIT-2026-044');
    expect(await house.at.jobs.findJobs('change-guard', { key: actId })).toHaveLength(1);
    await carryOutAct(house.context, actId, signal);
    expect(await house.tags(house.item.container)).toEqual(['inc1', 'lit2026044']);
    const facts = await house.facts(house.item.incidentId);
    expect(facts.filter(({ type }) => type !== 'hold.history-imported')).toMatchObject([
      { type: 'hold.requested', reason, actor: { displayName: lead.displayName } },
      { type: 'hold.placed', detail: { tags: ['inc1', 'lit2026044'], correlationIds: [expect.any(String)] } },
    ]);
    const from = await house.nextFact(house.item.incidentId);
    await house.check();
    expect(await house.types(from)).toEqual(['hold.history-imported']); // ours: nothing came from outside
    const { holds } = await getIncidentGuard({ actor: lead, db: house.at.db }, house.item.incidentId);
    const identity = { name: null, objectId: expect.any(String) };
    expect(holds.find(({ tag }) => tag === 'lit2026044')).toMatchObject({
      ...{ recordedBy: lead.displayName, by: identity },
    });
  });

  it('is placed once by a second worker after the first died between Azure and its own record', async () => {
    const { actId } = await house.ask('Case 9001');
    const dying = Object.assign(Object.create(house.at.register), {
      record: () => Promise.reject(new CustodyError('storage-unavailable', 'killed here')),
    });
    const killed = carryOutAct({ ...house.context, register: dying }, actId, signal);
    await expect(killed).rejects.toThrow('killed here');
    const from = await house.nextFact(house.item.incidentId);
    await Promise.all([1, 2].map(() => carryOutAct(house.context, actId, signal)));
    expect(await house.tags(house.item.container)).toEqual(['case9001', 'inc1', 'lit2026044']);
    expect(await house.types(from)).toEqual(['hold.placed']);
    await house.check();
  });

  it('is refused where it stands already, without a usable reference, and to who may not', async () => {
    await expect(house.ask('lit-2026-044')).rejects.toMatchObject({ code: 'conflict' });
    await expect(house.ask('--')).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(house.ask('Case 12', personOf('analyst'))).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('that Azure refuses ends as failed and is told', async () => {
    const fault = { kind: 'status', status: 403, code: 'AuthorizationFailed', message: 'no' };
    await house.cloud.fault('BlobContainers_SetLegalHold', fault, 9);
    const { actId } = await house.ask('Case 13');
    await carryOutAct(house.context, actId, signal);
    const last = (await house.facts(house.item.incidentId)).at(-1);
    expect(last).toMatchObject({ type: 'hold.act-failed', detail: { act: 'place-hold', tag: 'case13' } });
    expect(await house.at.db.guardAct.findUnique({ where: { id: actId } })).toMatchObject({
      state: 'failed',
    });
  });
});

describe('the worker', () => {
  it('puts what Azure does not do yet in the queue again, however often that was, and nothing else', async () => {
    const works = new Map<string, (jobs: object[]) => Promise<void>>();
    const sent: unknown[][] = [];
    const jobs = {
      work: async (queue: string, _: object, handler: (jobs: object[]) => Promise<void>) =>
        works.set(queue, handler),
      send: async (...asked: unknown[]) => sent.push(asked),
    };
    const { actId } = await house.ask('Case 14');
    const problems = [
      new CustodyError('cloud-unavailable', 'no answer'),
      new CustodyError('throttled', 'later'),
      new Error('a mistake of ours'),
    ];
    const placeHold = () => Promise.reject(problems.shift());
    const silent = { ...house.context, policies: { ...house.context.policies, placeHold } };
    await workHolds(jobs as unknown as PgBoss, silent, null, signal);
    const work = () => works.get('change-guard')?.([{ data: { actId } }]);
    await work();
    await work();
    const again = ['change-guard', { actId }, { singletonKey: actId, startAfter: expect.any(Number) }];
    expect(sent).toEqual([again, again]);
    await expect(work()).rejects.toThrow('a mistake of ours');
    expect(sent).toHaveLength(2);
    await carryOutAct(house.context, actId, signal);
    await house.check();
  });
});

describe('what happens behind the portal', () => {
  it('a cleared hold is an alarm with who did it, until it stands again', async () => {
    const from = await house.nextFact(house.item.incidentId);
    await house.outside.clear(house.item.container, 'lit2026044');
    await house.check();
    await house.check();
    expect(await house.types(from)).toEqual(['hold.cleared-outside', 'hold.change-attributed']);
    expect((await house.facts(house.item.incidentId, from))[1]).toMatchObject({
      detail: { change: 'Hold lit2026044 cleared', by: 'auditor@holdfast.example' },
    });
    expect(await house.openAlarms(house.item.incidentId)).toContainEqual(
      expect.stringContaining('A hold was cleared outside Holdfast (1 sealed item)'),
    );
    const again = await house.nextFact(house.item.incidentId);
    await house.outside.set(house.item.container, 'lit2026044');
    await house.check();
    expect(await house.types(again)).toEqual(['hold.history-imported', 'hold.set-again']);
    expect(
      (await house.openAlarms(house.item.incidentId)).filter((title) => title.includes('cleared')),
    ).toEqual([]);
  });

  it('a foreign hold and a longer policy are told, and are on record from then on', async () => {
    const from = await house.nextFact(house.item.incidentId);
    await house.outside.set(house.item.container, 'theirs');
    await house.outside.extend(house.item.container, 31);
    await house.check();
    expect((await house.facts(house.item.incidentId, from)).slice(1)).toMatchObject([
      { type: 'hold.set-outside', detail: { tag: 'theirs', by: { name: 'auditor@holdfast.example' } } },
      {
        type: 'retention.changed-outside',
        detail: { weaker: false, before: { days: 30 }, after: { days: 31 } },
      },
    ]);
    const next = await house.nextFact(house.item.incidentId);
    await house.outside.clear(house.item.container, 'theirs');
    await house.check();
    expect(await house.types(next)).toContain('hold.cleared-outside');
    await house.outside.set(house.item.container, 'theirs');
    await house.check();
  });

  it('Azure’s silence is unknown, keeps the last reading, and is no fact', async () => {
    const from = await house.nextFact(house.item.incidentId);
    const before = await house.row();
    const fault = { kind: 'status', status: 403, code: 'AuthorizationFailed', message: 'no' };
    await house.cloud.fault('BlobContainers_Get', fault, 9);
    expect(await house.look()).toMatchObject({ unread: 1 });
    expect(await house.row()).toMatchObject({ readAt: before.readAt, unknownSince: expect.any(Date) });
    expect(await house.types(from)).toEqual([]);
    await house.cloud.admin('DELETE', '/faults');
    await house.check();
    expect(await house.row()).toMatchObject({ unknownSince: null, problem: null });
  });

  it('a row that was made to agree with a cleared hold does not hide it', async () => {
    await house.outside.clear(house.item.container, 'inc1');
    await house.at.asAdmin(
      `update container_guard set recorded = jsonb_set(recorded, '{tags}', '["lit2026044"]') where container = $1`,
      [house.item.container],
    );
    const from = await house.nextFact(house.item.incidentId);
    await house.check();
    expect(await house.types(from)).toContain('hold.cleared-outside');
    await house.outside.set(house.item.container, 'inc1');
    await house.check();
  });
});

describe('lifting a hold', () => {
  it('takes two, one a controller, and then stands until Azure says that a controller cleared it', async () => {
    const people = newTenant();
    const from = await house.nextFact(house.item.incidentId);
    const { id } = await house.lift(people.lead, 'lit2026044');
    await expect(house.lift(people.first, 'lit2026044')).rejects.toMatchObject({ code: 'conflict' });
    await expect(house.confirm(people.lead, id)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(house.confirm(people.otherLead, id)).rejects.toMatchObject({ code: 'conflict' });
    expect(await house.confirm(people.first, id)).toEqual({ state: 'confirmed' });
    await house.check();
    expect(await house.tags(house.item.container)).toContain('lit2026044'); // nobody of the product can clear it
    expect(await house.openAct()).toMatchObject({ state: 'waits-for-controller', tag: 'lit2026044' });
    await house.outside.clear(house.item.container, 'lit2026044');
    await house.check();
    expect(await house.types(from)).toEqual([
      'proposal.proposed',
      'proposal.confirmed',
      'hold.lift-confirmed',
      'hold.lifted',
    ]);
    expect(await house.openAct()).toBeNull();
    const alarms = await house.openAlarms(house.item.incidentId);
    expect(alarms.filter((title) => title.includes('cleared'))).toEqual([]);
  });

  it('does not hide that a hold which was placed again later is cleared outside', async () => {
    const { actId } = await house.ask('LIT-2026-044');
    await carryOutAct(house.context, actId, signal);
    await house.outside.clear(house.item.container, 'lit2026044'); // before anybody looked
    const from = await house.nextFact(house.item.incidentId);
    await house.check();
    expect(await house.types(from)).toContain('hold.cleared-outside');
    await house.outside.set(house.item.container, 'lit2026044');
    await house.check();
  });

  it('that was confirmed is taken back by whoever asks for the hold again', async () => {
    const people = newTenant();
    const { id } = await house.lift(people.first, 'case9001');
    await house.confirm(people.second, id);
    const from = await house.nextFact(house.item.incidentId);
    const { actId } = await house.ask('Case 9001');
    await carryOutAct(house.context, actId, signal);
    expect(await house.types(from)).toEqual(['hold.requested', 'hold.act-failed', 'hold.placed']);
    await house.outside.clear(house.item.container, 'case9001');
    await house.check();
    expect(await house.types(from)).toContain('hold.cleared-outside');
    await house.outside.set(house.item.container, 'case9001');
    await house.check();
  });
});

describe('retention', () => {
  it('is extended as the confirmed sentence says, and never shortened', async () => {
    await expect(house.extend(31)).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(house.extend(60, 'another sentence')).rejects.toMatchObject({ code: 'conflict' });
    const { actId } = await house.extend(60);
    await expect(house.extend(61)).rejects.toMatchObject({ code: 'conflict' });
    await carryOutAct(house.context, actId, signal);
    const from = await house.nextFact(house.item.incidentId);
    expect((await house.facts(house.item.incidentId)).at(-1)).toMatchObject({
      type: 'retention.extended',
      detail: { days: 60, extensionsLeft: 3 },
    });
    await house.check();
    expect(await house.types(from)).toEqual(['hold.history-imported']);
    await expect(house.extend(90, house.plan(90), personOf('responder'))).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('that was extended five times fails without a sixth', async () => {
    for (const days of [70, 71, 72]) await house.outside.extend(house.item.container, days);
    await house.check();
    await expect(house.extend(80)).rejects.toThrow('five extensions');
  });
});

describe('a hold notice', () => {
  it('goes to members and custodians, is acknowledged once by each, and reminds who does not', async () => {
    const [member, stranger] = [present('investigator'), present('analyst')];
    await house.at.db.incidentMember.create({
      data: { incidentId: house.item.incidentId, objectId: member.objectId },
    });
    const from = await house.nextFact(house.item.incidentId);
    const text = 'Keep everything of this machine: the other side announced a claim.';
    const { noticeId } = await house.act(lead, sendNotice, { incidentId: house.item.incidentId, text });
    const receipts = () => house.at.db.holdNoticeReceipt.findMany({ where: { noticeId } });
    expect(await receipts()).toHaveLength(2); // the member, and who asked for the acquisition
    const read = (person: PersonActor) => house.act(person, acknowledgeNotice, { noticeId });
    await read(member);
    await expect(read(member)).rejects.toMatchObject({ code: 'conflict' });
    await expect(read(stranger)).rejects.toMatchObject({ code: 'conflict' });
    expect(await remindRecipients(house.at.register, 60_000)).toBe(0); // sent a moment ago
    await house.at.asAdmin(
      `alter table hold_notice disable trigger refuse_change; update hold_notice set created_at = now() - interval '2 days';
       alter table hold_notice enable always trigger refuse_change`,
    );
    const people = await Promise.all([1, 2].map(() => remindRecipients(house.at.register, 60_000)));
    expect(people.toSorted()).toEqual([0, 1]);
    expect(await house.types(from)).toEqual([
      'hold.notice-sent',
      'hold.notice-acknowledged',
      'hold.notice-reminded',
    ]);
  });
});

function newTenant() {
  tenant.clear();
  return {
    first: present('controller'),
    second: present('controller'),
    lead: present('lead'),
    otherLead: present('lead'),
  };
}
