import { inspect } from 'node:util';
import type { PersonActor } from '../../../lib/custody/actor.ts';
import { itemInCustody } from '../../support/asked-access.ts';
import { inventoryOn } from '../../support/begun-inventory.ts';
import { offeredOn } from '../../support/offered-custody.ts';
import { cookieOf, personOf, tenant } from '../../support/portal.ts';
import { everyEvent } from '../../support/recorded-timeline.ts';
import { stage } from '../../support/stage.ts';
import { run } from './call.ts';
import { codeOf, differs, type Expectation } from './expectation.ts';
import type { House } from './house.ts';

/** For `inspect`, which would leave out what stands behind the hundredth row. */
const everything = { depth: null, maxArrayLength: null, maxStringLength: null };

const act = { condition: 'as described', location: 'SOC room 2' };
const form = { ...act, purpose: 'Their shift begins now.', hours: 4 };

/** Custody is a person's own to give, and another's own to take. */
export const custodyExpectations: readonly Expectation[] = [
  {
    entry: 'an offer of custody',
    files: ['lib/procedures/custody/accept-custody.ts', 'app/(portal)/evidence/actions.ts'],
    sentence: 'is accepted by whom it was made to, as long as the tenant gives them a role for it',
    async problems(house) {
      const [to, other, moved] = [personOf('analyst'), personOf('analyst'), personOf('lead')];
      tenant.set(moved.objectId, { enabled: true, roles: ['auditor'] });
      const accept = async (offeredTo: PersonActor, by: PersonActor) => {
        const place = await itemInCustody(house.database, personOf('analyst'));
        const from = (await house.database.register.look.custodianOf(place.evidenceId))?.objectId ?? '';
        const handoverId = await offeredOn(house.database, place, { from, to: offeredTo.objectId });
        return await codeOf(run(house, 'custody/accept-custody.ts', by, { handoverId, ...act }));
      };
      const found = {
        other: await accept(to, other),
        moved: await accept(moved, moved),
        to: await accept(to, to),
      };
      return differs('an acceptance', found, { other: 'forbidden', moved: 'forbidden', to: 'ok' });
    },
  },
  {
    entry: 'custody',
    files: ['lib/procedures/custody/offer-custody.ts', 'app/(portal)/evidence/actions.ts'],
    sentence: 'is offered by who has it, and by a lead only in place of who cannot act any more',
    async problems(house) {
      const [to, stranger, lead] = [personOf('analyst'), personOf('analyst'), personOf('lead')];
      await cookieOf(house.database, to);
      const offer = async (by: PersonActor, custodian: PersonActor) => {
        const evidenceId = await sealedWith(house, custodian);
        const input = { ...form, evidenceId, toObjectId: to.objectId };
        return await codeOf(run(house, 'custody/offer-custody.ts', by, input));
      };
      const [present, gone] = [personOf('analyst'), personOf('analyst')];
      tenant.set(gone.objectId, { enabled: false, roles: [] });
      const found = {
        stranger: await offer(stranger, present),
        lead: await offer(lead, present),
        strangerInPlace: await offer(stranger, gone),
        leadInPlace: await offer(lead, gone),
        own: await offer(present, present),
      };
      const no = 'forbidden';
      return differs('an offer', found, {
        ...{ stranger: no, lead: no, strangerInPlace: no, leadInPlace: 'ok', own: 'ok' },
      });
    },
  },
  {
    entry: 'custody in a restricted incident',
    files: [
      'lib/procedures/custody/offer-custody.ts',
      'lib/queries/get-item-custody.ts',
      'lib/queries/known-people.ts',
    ],
    sentence: 'is offered to members alone, and nobody else is named for it',
    async problems(house) {
      const { db } = house.database;
      const [custodian, member, stranger] = [personOf('analyst'), personOf('lead'), personOf('lead')];
      for (const person of [member, stranger]) await cookieOf(house.database, person);
      const evidenceId = await sealedWith(house, custodian);
      const { incidentId } = await db.evidenceItem.findUniqueOrThrow({ where: { id: evidenceId } });
      await house.database.asAdmin('update incident set restricted = true where id = $1', [incidentId]);
      for (const { objectId } of [custodian, member])
        await db.incidentMember.create({ data: { incidentId, objectId } });
      const { getItemCustody } = (await house.load('lib/queries/get-item-custody.ts')) as {
        getItemCustody: (viewer: object, id: string) => Promise<object>;
      };
      const shown = inspect(await getItemCustody({ actor: custodian, db }, evidenceId), everything);
      const offer = (to: PersonActor) =>
        codeOf(
          run(house, 'custody/offer-custody.ts', custodian, { ...form, evidenceId, toObjectId: to.objectId }),
        );
      const found = {
        stranger: await offer(stranger),
        member: await offer(member),
        named: [shown.includes(member.objectId), shown.includes(stranger.objectId)],
      };
      return differs('an offer', found, { stranger: 'invalid-input', member: 'ok', named: [true, false] });
    },
  },
  {
    entry: 'a signature under an inventory',
    files: [
      'lib/procedures/inventory/sign-inventory.ts',
      'app/(portal)/incidents/[incidentId]/inventory/actions.ts',
    ],
    sentence: 'is made by the roles that the tenant gives at that moment',
    async problems(house) {
      const place = await stage(house.database, { restricted: false });
      const input = await inventoryOn(house.database, place, { counted: true });
      const [moved, present] = [personOf('lead'), personOf('lead')];
      tenant.set(moved.objectId, { enabled: true, roles: ['controller'] });
      const sign = (by: PersonActor) => codeOf(run(house, 'inventory/sign-inventory.ts', by, input));
      const found = { moved: await sign(moved), present: await sign(present) };
      return differs('a signature', found, { moved: 'forbidden', present: 'ok' });
    },
  },
  {
    entry: 'what a record says',
    files: ['lib/queries/shown-events.ts', 'lib/queries/get-timeline.ts'],
    sentence: 'is read by those who withheld it, and by nobody else',
    async problems(house) {
      const { incidentId, eventId } = await stage(house.database, { restricted: false });
      const [decider, other] = [personOf('lead'), personOf('lead')];
      await house.database.db.bodyWithheld.create({
        data: { eventId, decision: 'PR-1', readers: [decider.objectId] },
      });
      const { getIncidentTimeline } = (await house.load('lib/queries/get-timeline.ts')) as {
        getIncidentTimeline: (viewer: object, id: string, query: object) => Promise<object>;
      };
      const reads = async (actor: PersonActor) => {
        const shown = await getIncidentTimeline({ actor, db: house.database.db }, incidentId, everyEvent);
        return inspect(shown, everything).includes('stage');
      };
      const found = { decider: await reads(decider), other: await reads(other) };
      return differs('read', found, { decider: true, other: false });
    },
  },
  {
    entry: 'hand-overs of a person',
    files: ['lib/queries/list-handovers.ts'],
    sentence: 'are those from them and to them, without what belongs to a hidden incident',
    async problems(house) {
      const person = personOf('analyst');
      const to = { to: person.objectId };
      const [open, other] = [
        await stage(house.database, { restricted: false }),
        await stage(house.database, { restricted: false }),
      ];
      const hidden = await stage(house.database, { restricted: true });
      const ids = {
        own: await offeredOn(house.database, open, to),
        foreign: await offeredOn(house.database, other),
        hidden: await offeredOn(house.database, hidden, to),
      };
      const { listHandovers } = (await house.load('lib/queries/list-handovers.ts')) as {
        listHandovers: (viewer: object) => Promise<object>;
      };
      const text = inspect(await listHandovers({ actor: person, db: house.database.db }), everything);
      const found = Object.entries(ids)
        .filter(([, id]) => text.includes(id))
        .map(([name]) => name);
      return differs('shown', found, ['own']);
    },
  },
];

async function sealedWith({ database }: House, custodian: PersonActor): Promise<string> {
  const { evidenceId } = await itemInCustody(database, custodian);
  await database.asAdmin(
    "update evidence_item set state = 'sealed', size_bytes = 512, sha256 = repeat('0', 64) where id = $1",
    [evidenceId],
  );
  return evidenceId;
}
