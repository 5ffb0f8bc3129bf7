import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor, PersonActor } from '../../lib/custody/actor.ts';
import { currentCustodian } from '../../lib/custody/current-custodian.ts';
import type { CustodyEventType } from '../../lib/custody/custody-event.ts';
import { readRecordedEvent } from '../../lib/custody/recorded-event.ts';
import { acceptCustody } from '../../lib/procedures/custody/accept-custody.ts';
import { declineCustody } from '../../lib/procedures/custody/decline-custody.ts';
import { expireOffers } from '../../lib/procedures/custody/expire-offers.ts';
import { handoverEvent } from '../../lib/procedures/custody/handover-event.ts';
import { offerCustody } from '../../lib/procedures/custody/offer-custody.ts';
import { withdrawOffer } from '../../lib/procedures/custody/withdraw-offer.ts';
import { type AccessHouse, openAccessHouse, present } from '../support/access-house.ts';
import { itemInCustody } from '../support/asked-access.ts';
import { approvedDisposal } from '../support/disposed.ts';
import { system, worker } from '../support/facts.ts';
import { cookieOf, tenant } from '../support/portal.ts';

let house: AccessHouse;
beforeAll(async () => {
  house = await openAccessHouse();
});
afterAll(() => house?.at.close());

type Place = { readonly evidenceId: string };
const form = {
  purpose: 'Their shift begins.',
  condition: 'sealed, digests equal',
  location: 'SOC room 2',
  hours: '4',
};
const found = { condition: 'as described', location: 'SOC room 2' };

/** A sealed item with its custodian, and a lead who has signed in here before. */
async function place() {
  const one = await house.newTenant();
  const [lead] = one.leads;
  await cookieOf(house.at, lead);
  return { ...one, lead };
}

const offer = (by: PersonActor, { evidenceId }: Place, to: PersonActor, change: object = {}) =>
  house.run(by, offerCustody, { evidenceId, toObjectId: to.objectId, ...form, ...change });

async function offered(one: Awaited<ReturnType<typeof place>>) {
  const { number } = await offer(one.custodian, one, one.lead);
  return (await house.at.db.handover.findUniqueOrThrow({ where: { number } })).id;
}

const accept = (by: PersonActor, handoverId: string) =>
  house.run(by, acceptCustody, { handoverId, ...found });
const withdraw = (by: PersonActor, handoverId: string) => house.run(by, withdrawOffer, { handoverId });
const decline = (by: PersonActor, handoverId: string) =>
  house.run(by, declineCustody, { handoverId, reason: 'I am on leave from tomorrow.' });

async function facts({ evidenceId }: Place) {
  const where = { stream: evidenceId, type: { startsWith: 'custody.' } };
  const rows = await house.at.db.custodyEvent.findMany({ where, orderBy: { n: 'asc' } });
  return rows.map(({ body }) => readRecordedEvent(body));
}
const custodian = async ({ evidenceId }: Place) =>
  (await house.at.register.look.custodianOf(evidenceId))?.objectId ?? null;
const custodianInDatabase = async ({ evidenceId }: Place) => {
  const [row] = await house.at.asAdmin<{ who: string | null }>('select current_custodian($1) as who', [
    evidenceId,
  ]);
  return row?.who;
};

/** Moves an offer into the past, as only the owner of the server could. */
const age = (id: string) =>
  house.at.asAdmin(`alter table custody_handover disable trigger guard;
    update custody_handover set expires_at = now() - interval '1 minute' where id = '${id}';
    alter table custody_handover enable always trigger guard`);

describe('custody of an item', () => {
  it('passes by two recorded acts of two people, and whoever has it decides on no access to the item', async () => {
    const one = await place();
    const request = await house.asked(one);
    const id = await offered(one);
    expect(await custodian(one)).toBe(one.custodian.objectId);
    expect(await house.notesOf(one.lead)).toContainEqual(expect.stringContaining('offers you custody'));
    await accept(one.lead, id);
    expect(await custodian(one)).toBe(one.lead.objectId);
    expect(await custodianInDatabase(one)).toBe(one.lead.objectId);
    const [first, second] = await facts(one);
    expect(first).toMatchObject({
      type: 'custody.handover-offered',
      actor: { objectId: one.custodian.objectId },
      reason: form.purpose,
      detail: { to: { objectId: one.lead.objectId }, condition: form.condition, inPlace: false },
    });
    expect(second).toMatchObject({
      type: 'custody.handover-accepted',
      actor: { objectId: one.lead.objectId },
      detail: { from: { objectId: one.custodian.objectId }, ...found },
    });
    await expect(house.approve(one.lead, request)).rejects.toMatchObject({ code: 'forbidden' });
    await house.approve(one.leads[1], request);
  });

  it('is offered by who has it to somebody else who can take it, one offer at a time', async () => {
    const one = await place();
    const never = present('analyst');
    const auditor = present('auditor');
    await cookieOf(house.at, auditor);
    await expect(offer(one.lead, one, never)).rejects.toMatchObject({ code: 'forbidden' });
    for (const to of [one.custodian, never, auditor])
      await expect(offer(one.custodian, one, to)).rejects.toMatchObject({ code: 'invalid-input' });
    await offered(one);
    await expect(offer(one.custodian, one, one.lead)).rejects.toMatchObject({ code: 'conflict' });
    expect(await facts(one)).toHaveLength(1);
  });

  it('is accepted and declined by the recipient alone, and withdrawn by who offered it alone', async () => {
    const one = await place();
    const id = await offered(one);
    const refused = { code: 'forbidden' };
    await expect(accept(one.custodian, id)).rejects.toMatchObject(refused);
    await expect(decline(one.leads[1], id)).rejects.toMatchObject(refused);
    await expect(withdraw(one.lead, id)).rejects.toMatchObject(refused);
    expect(await house.deniedTo(one.leads[1])).toHaveLength(1);
    await decline(one.lead, id);
    await expect(accept(one.lead, id)).rejects.toMatchObject({ code: 'conflict' });
    expect(await custodian(one)).toBe(one.custodian.objectId);
  });

  it('is not accepted by somebody whose role was taken away, or whose account was disabled', async () => {
    const one = await place();
    const id = await offered(one);
    tenant.set(one.lead.objectId, { enabled: true, roles: ['auditor'] });
    await expect(accept(one.lead, id)).rejects.toMatchObject({ code: 'forbidden' });
    tenant.set(one.lead.objectId, { enabled: false, roles: ['lead'] });
    await expect(accept(one.lead, id)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await custodian(one)).toBe(one.custodian.objectId);
  });

  it('stays where it is when nobody accepts in time, which is recorded once and told', async () => {
    const one = await place();
    const auditor = present('auditor');
    await cookieOf(house.at, auditor);
    const id = await offered(one);
    await age(id);
    await expect(accept(one.lead, id)).rejects.toMatchObject({ code: 'conflict' });
    await Promise.all([expireOffers(house.at.register), expireOffers(house.at.register)]);
    expect((await facts(one)).map(({ type }) => type)).toEqual([
      'custody.handover-offered',
      'custody.handover-expired',
    ]);
    for (const person of [auditor, one.custodian])
      expect(await house.notesOf(person)).toContainEqual(expect.stringContaining('did not accept custody'));
  });

  it('of what is disposed of, or on its way out, is taken over by nobody, and its offer is over', async () => {
    const one = await place();
    const id = await offered(one);
    const disposalId = await approvedDisposal(house.at, one);
    expect(await expireOffers(house.at.register)).toBe(0); // approved alone, it may still be stopped
    const where = { id: disposalId };
    const witness = { ...present('auditor') };
    await house.at.db.disposal.update({
      where,
      data: {
        state: 'witnessed',
        witness: { ...witness, roles: [...witness.roles] },
        witnessedAt: new Date(),
      },
    });
    await house.at.db.disposal.update({ where, data: { state: 'deleting' } });
    await expect(accept(one.lead, id)).rejects.toThrow(/is disposed of, or on its way out/);
    expect(await custodian(one)).toBe(one.custodian.objectId);
    const alarms = await house.at.db.alarm.count();
    expect([await expireOffers(house.at.register), await expireOffers(house.at.register)]).toEqual([1, 0]);
    expect((await facts(one)).at(-1)).toMatchObject({
      type: 'custody.handover-expired',
      detail: { why: 'disposed' },
    });
    expect((await house.notesOf(one.lead)).join()).toMatch(/is over: .* is disposed of/);
    expect(await house.at.db.alarm.count()).toBe(alarms);
  });

  it('is offered by a lead in place of who has it only once the tenant says that they cannot act any more', async () => {
    const one = await place();
    const [lead, other] = one.leads;
    await cookieOf(house.at, other);
    await expect(offer(lead, one, other)).rejects.toMatchObject({ code: 'forbidden' });
    tenant.set(one.custodian.objectId, { enabled: false, roles: [] });
    await expect(offer(one.custodian, one, other)).rejects.toMatchObject({ code: 'forbidden' });
    await offer(lead, one, other);
    expect((await facts(one)).at(-1)?.detail).toMatchObject({
      inPlace: true,
      from: { displayName: 'analyst' },
    });
  });

  it('ends in one way when two people act at the same moment', async () => {
    for (let round = 0; round < 8; round += 1) {
      const one = await place();
      const id = await offered(one);
      const acts = await Promise.allSettled([
        accept(one.lead, id),
        withdraw(one.custodian, id),
        accept(one.lead, id),
      ]);
      expect(acts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const ends = (await facts(one)).slice(1);
      expect(ends).toHaveLength(1);
      const accepted = ends[0]?.type === 'custody.handover-accepted';
      expect(await custodian(one)).toBe((accepted ? one.lead : one.custodian).objectId);
    }
  });

  it('comes before or after a decision of the new custodian on access, never between its check and its record', async () => {
    for (let round = 0; round < 6; round += 1) {
      const one = await place();
      const request = await house.asked(one);
      const id = await offered(one);
      const [, approved] = await Promise.allSettled([accept(one.lead, id), house.approve(one.lead, request)]);
      const where = {
        stream: one.evidenceId,
        type: { in: ['custody.handover-accepted', 'access.approved'] },
      };
      const rows = await house.at.db.custodyEvent.findMany({
        where,
        orderBy: { n: 'asc' },
        select: { type: true },
      });
      const types = rows.map(({ type }) => type);
      const due =
        approved?.status === 'fulfilled'
          ? ['access.approved', 'custody.handover-accepted']
          : ['custody.handover-accepted'];
      expect(types).toEqual(due);
    }
  });

  it('cannot be moved past the function: an end is final, and the application writes none', async () => {
    const one = await place();
    const id = await offered(one);
    const set = `update custody_handover set state = 'accepted', ended_at = now() where id = '${id}'`;
    await expect(house.at.as('app', set)).rejects.toMatchObject({ code: '42501' });
    await withdraw(one.custodian, id);
    await expect(house.at.asAdmin(set)).rejects.toMatchObject({ code: '23001' });
  });
});

describe('the pure rule of custody and the database’s own', () => {
  const types = [
    'acquisition.requested',
    'custody.handover-offered',
    'custody.handover-accepted',
    'custody.handover-declined',
    'custody.handover-withdrawn',
    'custody.handover-expired',
  ] as const satisfies readonly CustodyEventType[];

  it('say the same of any sequence of events', async () => {
    const people = Array.from({ length: 4 }, () => present('analyst'));
    const actors: readonly Actor[] = [...people, worker, system];
    const named = { objectId: 'x', displayName: 'x' };
    const seen = new Set<string | null>();
    for (let round = 0; round < 25; round += 1) {
      const { evidenceId, incidentId } = await itemInCustody(house.at, present('analyst'));
      const about = { id: randomUUID(), number: 'HO', evidenceId, incidentId, from: named, to: named };
      for (let left = randomInt(6); left > 0; left -= 1) {
        const type = types[randomInt(types.length)] ?? 'acquisition.requested';
        const actor = actors[randomInt(actors.length)] ?? system;
        const event = handoverEvent(type as 'custody.handover-declined', about, {}, null);
        await house.at.register.append(actor, [event.type], [event]);
      }
      const rows = await house.at.db.custodyEvent.findMany({
        where: { stream: evidenceId },
        orderBy: { n: 'asc' },
      });
      const pure = currentCustodian(rows.map(({ body }) => readRecordedEvent(body)))?.objectId ?? null;
      expect(await custodianInDatabase({ evidenceId })).toBe(pure);
      seen.add(pure);
    }
    expect(seen.size).toBeGreaterThan(4);
  });
});
