import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PersonActor } from '../../lib/custody/actor.ts';
import { readRecordedEvent } from '../../lib/custody/recorded-event.ts';
import { abandonInventory } from '../../lib/procedures/inventory/abandon-inventory.ts';
import { countItem } from '../../lib/procedures/inventory/count-item.ts';
import { signInventory } from '../../lib/procedures/inventory/sign-inventory.ts';
import { startInventory } from '../../lib/procedures/inventory/start-inventory.ts';
import { getInventory } from '../../lib/queries/get-inventory.ts';
import { getItemCustody } from '../../lib/queries/get-item-custody.ts';
import { type AccessHouse, openAccessHouse, present } from '../support/access-house.ts';
import { approvedDisposal } from '../support/disposed.ts';
import { cookieOf } from '../support/portal.ts';

let house: AccessHouse;
beforeAll(async () => {
  house = await openAccessHouse();
});
afterAll(() => house?.at.close());

/** An inventory under way of one sealed item, and two people who count. */
async function begun() {
  const { incidentId, evidenceId } = await house.newTenant();
  const [first, second] = [
    present('analyst', { displayName: 'First' }),
    present('auditor', { displayName: 'Second' }),
  ];
  const reason = 'The quarterly inventory.';
  const { inventoryId } = await house.run(first, startInventory, { incidentId, reason });
  return { incidentId, evidenceId, inventoryId, first, second };
}
type Begun = Awaited<ReturnType<typeof begun>>;

const count = (by: PersonActor, { inventoryId, evidenceId }: Begun, finding = 'as-recorded') =>
  house.run(by, countItem, { inventoryId, evidenceId, finding, condition: 'sealed, hold in place' });
const sign = (by: PersonActor, { inventoryId }: Begun, countsSha256: string) =>
  house.run(by, signInventory, { inventoryId, countsSha256 });

async function counts({ incidentId, first }: Begun) {
  const { open } = await getInventory({ actor: first, db: house.at.db }, incidentId);
  if (open === null) throw new Error('no inventory is under way');
  return open.countsSha256;
}

async function facts({ incidentId }: Begun) {
  const where = { incidentId, type: { startsWith: 'inventory.' } };
  const rows = await house.at.db.custodyEvent.findMany({
    where,
    orderBy: [{ occurredAt: 'asc' }, { n: 'asc' }],
  });
  return rows.map(({ body }) => readRecordedEvent(body));
}

describe('a joint inventory', () => {
  it('ends when two people have signed the same counts, with what is not as recorded told and recorded', async () => {
    const one = await begun();
    const lead = present('lead');
    await cookieOf(house.at, lead);
    await count(one.first, one, 'not-found');
    const shown = await counts(one);
    await sign(one.first, one, shown);
    expect(await sign(one.second, one, shown)).toEqual({ state: 'ended' });
    const all = await facts(one);
    expect(all.map(({ type }) => type)).toEqual([
      'inventory.started',
      'inventory.counted',
      'inventory.signed',
      'inventory.signed',
      'inventory.ended',
    ]);
    expect(all[1]?.stream).toEqual({ kind: 'evidence', id: one.evidenceId });
    expect(all.at(-1)?.detail).toMatchObject({
      signers: [{ displayName: 'First' }, { displayName: 'Second' }],
      expected: 1,
      asRecorded: 0,
      discrepancies: [{ evidenceId: one.evidenceId, finding: 'not-found' }],
    });
    expect(await house.notesOf(lead)).toContainEqual(expect.stringContaining('not what is recorded'));
    await expect(count(one.second, one)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('takes no signature twice, none before all is counted, and none under counts that changed', async () => {
    const one = await begun();
    const conflict = { code: 'conflict' };
    await expect(sign(one.first, one, await counts(one))).rejects.toMatchObject(conflict);
    await count(one.first, one);
    const before = await counts(one);
    await sign(one.first, one, before);
    await expect(sign(one.first, one, before)).rejects.toMatchObject(conflict);
    await count(one.second, one, 'differs');
    await expect(sign(one.second, one, before)).rejects.toMatchObject(conflict);
    const after = await counts(one);
    expect(await sign(one.second, one, after)).toEqual({ state: 'counting' });
    expect(await sign(one.first, one, after)).toEqual({ state: 'ended' });
  });

  it('is one at a time of an incident, and ends in one way when people act at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const one = await begun();
      const { incidentId, inventoryId } = one;
      const again = house.run(one.second, startInventory, { incidentId, reason: 'The quarterly inventory.' });
      await expect(again).rejects.toMatchObject({ code: 'conflict' });
      await count(one.first, one);
      const shown = await counts(one);
      await sign(one.first, one, shown);
      const abandon = { inventoryId, reason: 'Called to another incident.' };
      const acts = [
        sign(one.second, one, shown),
        house.run(one.first, abandonInventory, abandon),
        sign(present('lead'), one, shown),
      ];
      const done = (await Promise.allSettled(acts)).filter(({ status }) => status === 'fulfilled');
      expect(done).toHaveLength(1);
      const ends = (await facts(one)).filter(
        ({ type }) => type === 'inventory.ended' || type === 'inventory.abandoned',
      );
      expect(ends).toHaveLength(1);
    }
  });

  it('expects no item whose copy is being disposed of, and nobody offers custody of one', async () => {
    const { incidentId, evidenceId, custodian } = await house.newTenant();
    const shown = async () => {
      const viewer = { actor: custodian, db: house.at.db };
      const { expected, may } = await getInventory(viewer, incidentId);
      return { expected, start: may.start, offer: (await getItemCustody(viewer, evidenceId)).offer !== null };
    };
    expect(await shown()).toEqual({ expected: 1, start: true, offer: true });
    const id = await approvedDisposal(house.at, { incidentId, evidenceId });
    await house.at.asAdmin(
      "update disposal set state = 'witnessed', witness = '{}', witnessed_at = now() where id = $1",
      [id],
    );
    await house.at.asAdmin("update disposal set state = 'deleting' where id = $1", [id]);
    expect(await shown()).toEqual({ expected: 0, start: false, offer: false });
  });

  it('cannot be signed, ended or added to past the database’s function', async () => {
    const one = await begun();
    for (const attack of [
      `insert into inventory_signature values ('${one.inventoryId}', 'x', 'x', '{}', now())`,
      `update inventory set state = 'ended', ended_at = now()`,
    ])
      await expect(house.at.as('app', attack), attack).rejects.toMatchObject({ code: '42501' });
    const other = await house.newTenant();
    const add = `insert into inventory_item values ('${one.inventoryId}', '${other.evidenceId}')`;
    await expect(house.at.as('app', add)).rejects.toMatchObject({ code: '23001' });
  });
});
