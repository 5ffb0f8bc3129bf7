import type { PersonActor } from '../../lib/custody/actor.ts';
import type { CustodyEvent } from '../../lib/custody/custody-event.ts';
import { type EventQuery, readEventQuery } from '../../lib/custody/event-query.ts';
import { type EventPage, searchEvents } from '../../lib/queries/search-events.ts';
import { freshDatabase, type TestDatabase } from './database.ts';
import { deviceActionOn } from './device-on.ts';
import { analyst, denied, note, system, worker } from './facts.ts';
import { type TestLedger, testLedger } from './ledger.ts';
import { type SealedItem, sealedItem } from './sealed-item.ts';
import { type Stage, stage } from './stage.ts';

export const lead: PersonActor = {
  ...analyst,
  objectId: '00000000-0000-4000-8000-00000000000b',
  userPrincipalName: 'lead-1@holdfast.example',
  displayName: 'lead-1',
  roles: ['lead'],
  ip: '192.0.2.7',
};
export const auditor: PersonActor = {
  ...analyst,
  objectId: '00000000-0000-4000-8000-00000000000c',
  roles: ['auditor'],
};

const ofTheSystem: CustodyEvent<'locker.lock-confirmed'> = {
  ...{
    type: 'locker.lock-confirmed',
    stream: { kind: 'system' },
    subjects: [],
    reason: null,
    authority: null,
  },
  detail: { account: 'test', container: 'test', retentionDays: 1, how: 'setting' },
};

/** A register that is searched: a sealed item, a restricted incident, people and parts of Holdfast from several addresses. */
export interface SearchHouse {
  readonly at: TestDatabase;
  readonly ledger: TestLedger;
  readonly item: SealedItem;
  readonly hidden: Stage; // restricted
  readonly device: string;
  readonly number: string; // of the item's incident
  page(text: string, actor?: PersonActor, before?: string): Promise<EventPage>;
  /** All pages of a search, one after the other. */
  allIds(text: string, actor?: PersonActor): Promise<readonly string[]>;
}

export async function searchHouse(): Promise<SearchHouse> {
  const at = await freshDatabase();
  const ledger = await testLedger(at);
  const item = await sealedItem(at);
  const hidden = await stage(at, { restricted: true });
  const open = await stage(at, { restricted: false });
  await deviceActionOn(at, open);
  await deviceActionOn(at, hidden);
  const device = (await at.db.incidentDevice.findFirstOrThrow({ where: { incidentId: open.incidentId } }))
    .deviceId;
  const number = (await at.db.incident.findUniqueOrThrow({ where: { id: item.incidentId } })).number;
  await at.register.append(lead, ['access.denied'], [denied(lead.objectId, 'evidence')]);
  await at.register.append(system, ['access.denied'], [denied(analyst.objectId, 'evidence')]);
  for (let index = 0; index < 60; index += 1)
    await at.register.append(
      index % 2 === 0 ? lead : worker,
      ['incident.note-written'],
      [note(item.incidentId, `${index}`)],
    );
  await at.register.append(system, ['locker.lock-confirmed'], [ofTheSystem]);
  for (const person of [analyst, lead])
    await at.db.session.create({
      data: {
        idHash: Buffer.from(person.objectId),
        objectId: person.objectId,
        actor: { ...person, roles: [...person.roles], authMethods: [] },
        absoluteExpiresAt: new Date(),
      },
    });
  await ledger.sign();
  const page: SearchHouse['page'] = async (text, actor = auditor, before = undefined) =>
    await searchEvents({ actor, db: at.db }, queryOf(text), before);
  const allIds: SearchHouse['allIds'] = async (text, actor) => {
    const ids: string[] = [];
    for (let before: string | undefined; ; ) {
      const { events, olderThan } = await page(text, actor, before);
      ids.push(...events.map(({ id }) => id));
      if (olderThan === null) return ids;
      before = olderThan;
    }
  };
  return { at, ledger, item, hidden, device, number, page, allIds };
}

export function queryOf(text: string): EventQuery {
  const read = readEventQuery(text);
  if (!read.ok) throw new Error(read.problem);
  return read.query;
}
