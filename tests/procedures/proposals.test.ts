import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accessPolicySchema, defaultAccessPolicy } from '../../lib/custody/access-policy.ts';
import type { PersonActor } from '../../lib/custody/actor.ts';
import { incidentPolicy } from '../../lib/procedures/incident/incident-policy.ts';
import { expireProposals } from '../../lib/procedures/proposal/expire-proposals.ts';
import { proposeAccessPolicy } from '../../lib/procedures/proposal/kinds/access-policy.ts';
import { proposeControllerReplacement } from '../../lib/procedures/proposal/kinds/controller-replacement.ts';
import { proposeRetentionDefaults } from '../../lib/procedures/proposal/kinds/retention-defaults.ts';
import { withdrawProposal } from '../../lib/procedures/proposal/withdraw-proposal.ts';
import { present } from '../support/access-house.ts';
import { itemInCustody } from '../support/asked-access.ts';
import { cookieOf, tenant } from '../support/portal.ts';
import { openProposalHouse } from '../support/proposal-house.ts';

const reason = 'Agreed in the meeting of the controllers.';
let house: Awaited<ReturnType<typeof openProposalHouse>>;
let people: ReturnType<typeof house.newTenant>;
beforeAll(async () => {
  house = await openProposalHouse();
});
afterAll(() => house?.at.close());
beforeEach(async () => {
  people = house.newTenant();
  const waiting = await house.at.db.proposal.findMany({ where: { state: 'waiting' } });
  for (const { id } of waiting) await house.at.asAdmin(`select close_proposal('${id}', 'withdrawn')`);
});

const retention = (actor: PersonActor, days: number) =>
  house.run(actor, proposeRetentionDefaults, { reason, change: { retentionDays: days } });
const daysInForce = async () =>
  (
    (await house.at.register.look.control('retention-defaults'))?.value as
      | { retentionDays: number }
      | undefined
  )?.retentionDays;

describe('a proposal that waits', () => {
  it('is told outside the product to those who can decide it, and to nobody else', async () => {
    for (const one of [people.first, people.second, people.auditor]) await cookieOf(house.at, one);
    const { id, number } = await retention(people.first, 77);
    const notices = await house.at.db.alarmNotice.findMany({ where: { proposalId: id } });
    expect(notices).toMatchObject([
      { what: 'waits', kind: 'proposal', number, href: `/controls/${id}`, people: [people.second.objectId] },
    ]);
    const [noticeId] = notices.map((one) => one.id);
    expect(await house.at.jobs.findJobs('spread-notice', { key: noticeId ?? '' })).toHaveLength(1);
  });
});

describe('a change of the access policy', () => {
  it('is in force with the other controller’s confirmation, recorded with what it was and what it is', async () => {
    const { version: _one, ...rules } = defaultAccessPolicy;
    const change = accessPolicySchema.parse({
      ...rules,
      modes: { ...rules.modes, 'see-contents': { ...rules.modes['see-contents'], approvals: 2 } },
    });
    const { id, number } = await house.run(people.first, proposeAccessPolicy, { reason, change });
    expect((await house.at.register.look.accessPolicy()).version).toBe(1);
    expect(await house.confirm(people.second, id)).toEqual({ state: 'confirmed' });
    const { version, modes } = await house.at.register.look.accessPolicy();
    expect({ version, approvals: modes['see-contents'].approvals }).toEqual({ version: 2, approvals: 2 });
    const facts = await house.facts(id);
    expect(facts.map(({ type }) => type)).toEqual([
      'proposal.proposed',
      'proposal.confirmed',
      'control.changed',
    ]);
    const changes = [{ field: 'See contents: approvals', before: '1', after: '2' }];
    expect(facts[0]?.event).toMatchObject({ reason, detail: { number, changes } });
    expect(facts[2]?.event).toMatchObject({
      actor: { objectId: people.second.objectId },
      detail: { version: 2, changes, proposedBy: people.first.objectId },
    });
  });

  it('that changes nothing is refused, and so is a second one while one waits', async () => {
    const { version: _now, ...change } = await house.at.register.look.accessPolicy();
    await expect(house.run(people.first, proposeAccessPolicy, { reason, change })).rejects.toMatchObject({
      code: 'invalid-input',
    });
    const { number } = await retention(people.first, 100);
    await expect(retention(people.second, 101)).rejects.toMatchObject({
      code: 'conflict',
      message: `${number} waits on the same already. Decide that one first.`,
    });
  });
});

describe('retention', () => {
  it('counts for incidents that come after the confirmation; what came before keeps what it was promised', async () => {
    const before = await itemInCustody(house.at, people.analyst);
    const { id } = await retention(people.first, 44);
    await house.confirm(people.second, id);
    const after = await itemInCustody(house.at, people.analyst);
    const days = async ({ incidentId }: { readonly incidentId: string }) =>
      (await incidentPolicy(house.context, incidentId)).retentionDays;
    expect([await days(before), await days(after)]).toEqual([house.context.policy.retentionDays, 44]);
  });
});

describe('two at the same moment', () => {
  it('propose the same once, and one who confirms twice counts once', async () => {
    const both = await Promise.allSettled([retention(people.first, 33), retention(people.second, 34)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } });
    const { id, proposedBy } = await house.at.db.proposal.findFirstOrThrow({ where: { state: 'waiting' } });
    const other = proposedBy === people.first.objectId ? people.second : people.first;
    const twice = await Promise.allSettled([house.confirm(other, id), house.confirm(other, id)]);
    expect(twice.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect((await house.facts(id)).map(({ type }) => type)).toEqual([
      'proposal.proposed',
      'proposal.confirmed',
      'control.changed',
    ]);
  });
});

describe('nobody alone', () => {
  it('proposes and confirms, decides without the role or a fresh sign-in, or after the other one was quicker', async () => {
    const { id } = await retention(people.first, 40);
    const old = new Date(Date.now() - 16 * 60_000).toISOString();
    const codes = [];
    for (const actor of [
      people.first,
      people.lead,
      { ...people.second, authenticatedAt: old },
      { ...people.second, authenticatedAt: null },
      people.auditor,
    ])
      codes.push(await house.confirm(actor, id).then(String, ({ code }) => code));
    expect(codes).toEqual(['forbidden', 'forbidden', 'sign-in-again', 'sign-in-again', 'forbidden']);
    expect(await house.at.db.proposalDecision.count({ where: { proposalId: id } })).toBe(0);
    await house.confirm(people.second, id);
    expect(await daysInForce()).toBe(40);
    const late = await house.refuse(people.second, id).catch((error) => error);
    expect(late.code).toBe('conflict');
    expect(late.message).toContain('was confirmed by Controller 2');
    const denied = await house.at.db.custodyEvent.findMany({
      where: { type: 'access.denied', actorObjectId: people.first.objectId },
    });
    expect(denied.map(({ body }) => JSON.parse(Buffer.from(body ?? []).toString()))).toMatchObject([
      { subjects: [`proposal:${id}`], detail: { why: 'Nobody decides on their own proposal.' } },
    ]);
  });

  it('proposes with an old sign-in, or with a role that the tenant took away', async () => {
    const old = { ...people.first, authenticatedAt: new Date(Date.now() - 16 * 60_000).toISOString() };
    await expect(retention(old, 50)).rejects.toMatchObject({ code: 'sign-in-again' });
    tenant.set(people.first.objectId, { enabled: true, roles: ['lead'] });
    await expect(retention(people.first, 50)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('confirms what somebody proposed who is a controller no more, though the tenant has two again', async () => {
    const { id } = await retention(people.first, 60);
    tenant.set(people.first.objectId, { enabled: true, roles: ['analyst'] });
    present('controller');
    await expect(house.confirm(people.second, id)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('is not controller any more'),
    });
    expect(await daysInForce()).not.toBe(60);
    expect(await house.refuse(people.second, id)).toEqual({ state: 'refused' });
  });

  it('changes a control while there is one controller, three, or nobody knows how many', async () => {
    const { id } = await retention(people.first, 70);
    const third = present('controller');
    await expect(house.confirm(people.second, id)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('3 people hold that role'),
    });
    tenant.set(third.objectId, { enabled: false, roles: ['controller'] });
    tenant.delete(people.second.objectId);
    await expect(retention(people.first, 71)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('1 person holds that role'),
    });
    tenant.set(people.second.objectId, { enabled: true, roles: ['controller'] });
    const silent = { ...house.context, people: { ...house.context.people, holders: unknown } };
    await expect(proposeRetentionDefaults.run(silent, people.first, asked(72))).rejects.toMatchObject({
      code: 'cloud-unavailable',
      message: expect.stringContaining('unknown'),
    });
    expect(await house.confirm(people.second, id)).toEqual({ state: 'confirmed' });
  });
});

const asked = (retentionDays: number) => ({ reason, change: { retentionDays } });
async function unknown(): Promise<never> {
  const { CustodyError } = await import('../../lib/custody/custody-error.ts');
  throw new CustodyError('cloud-unavailable', 'Microsoft Graph does not answer.');
}

describe('a proposal ends', () => {
  it('by its proposer alone, or by its time, and is not confirmed after either', async () => {
    const { id } = await retention(people.first, 90);
    await expect(house.run(people.second, withdrawProposal, { proposalId: id })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await house.run(people.first, withdrawProposal, { proposalId: id });
    await expect(house.confirm(people.second, id)).rejects.toMatchObject({ code: 'conflict' });
    const late = await retention(people.first, 91);
    await house.age(late.id);
    await expect(house.confirm(people.second, late.id)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('expired'),
    });
    expect(await expireProposals(house.at.register)).toBe(1);
    expect(await expireProposals(house.at.register)).toBe(0);
    expect((await house.facts(late.id)).map(({ type }) => type)).toEqual([
      'proposal.proposed',
      'proposal.expired',
    ]);
  });

  it('made against a version that is no longer in force is not confirmed, and leaves no decision', async () => {
    const { id } = await retention(people.first, 95);
    await house.at.asAdmin(
      `insert into control_version select 'retention-defaults', 1000, '{"retentionDays":99}', (select id from proposal where state <> 'waiting' and id not in (select proposal_id from control_version) limit 1)`,
    );
    await expect(house.confirm(people.second, id)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('no longer in force'),
    });
    expect(await house.stateOf(id)).toBe('waiting');
    expect(await house.at.db.proposalDecision.count({ where: { proposalId: id } })).toBe(0);
  });
});

describe('who the controllers are', () => {
  it('is held against the tenant: while others hold the role nothing changes but the declaration itself', async () => {
    const named = ({ objectId }: PersonActor) => ({ objectId });
    const declare = (actor: PersonActor, ...two: readonly PersonActor[]) =>
      house.run(actor, proposeControllerReplacement, { reason, change: { controllers: two.map(named) } });
    await expect(declare(people.first, people.first, people.first)).rejects.toMatchObject({
      code: 'invalid-input',
    });
    const called = {
      controllers: [people.first, people.second].map((one) => ({ ...named(one), displayName: 'Me' })),
    };
    await expect(
      house.run(people.first, proposeControllerReplacement, { reason, change: called }),
    ).rejects.toMatchObject({ code: 'invalid-input' });
    await cookieOf(house.at, people.second);
    const declared = await declare(people.first, people.first, people.second);
    const { changes } = await house.at.db.proposal.findUniqueOrThrow({ where: { id: declared.id } });
    expect(changes).toMatchObject([
      { after: `${people.first.objectId} (${people.first.objectId})` }, // never signed in here
      { after: `Controller 2 (${people.second.objectId})` },
    ]);
    await house.confirm(people.second, declared.id);
    const { id } = await retention(people.first, 80);
    tenant.set(people.first.objectId, { enabled: true, roles: ['analyst'] });
    const stranger = present('controller');
    await expect(retention(stranger, 81)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('not the two who were declared'),
    });
    await expect(house.confirm(people.second, id)).rejects.toMatchObject({ code: 'conflict' });
    const again = await declare(stranger, stranger, people.second);
    await house.confirm(people.second, again.id);
    await house.at.asAdmin(`select close_proposal('${id}', 'withdrawn')`);
    const { id: next } = await retention(stranger, 82);
    expect(await house.confirm(people.second, next)).toEqual({ state: 'confirmed' });
  });
});
