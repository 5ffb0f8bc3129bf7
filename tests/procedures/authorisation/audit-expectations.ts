import { randomUUID } from 'node:crypto';
import { NextRequest } from 'next/server';
import type { PersonActor } from '../../../lib/custody/actor.ts';
import { askedOn } from '../../support/asked-access.ts';
import { testLedger } from '../../support/ledger.ts';
import { cookieOf, ownPage, personOf, publicUrl } from '../../support/portal.ts';
import { stage } from '../../support/stage.ts';
import { query, run } from './call.ts';
import { codeOf, differs, type Expectation } from './expectation.ts';
import type { House } from './house.ts';

type Act = (db: object, actor: object, raw: object) => Promise<object>;

const anything = { terms: [], created: { from: null, until: null }, knownAt: null };

/** A finished file of events of the incidents, as the worker leaves it. */
async function exportOf(house: House, person: PersonActor, incidentIds: readonly string[]): Promise<string> {
  const id = randomUUID();
  const made = { events: 1, bytes: 3n, sha256: '00'.repeat(32), manifest: '{}' };
  await house.database.db.eventExport.create({
    data: {
      ...{
        id,
        objectId: person.objectId,
        query: '',
        format: 'csv',
        state: 'done',
        seesPeople: false,
        fence: 1n,
      },
      requester: { ...person, roles: [...person.roles], authMethods: [...person.authMethods] },
      ...{
        requestedAt: new Date(),
        finishedAt: new Date(),
        expiresAt: new Date(Date.now() + 60_000),
        ...made,
      },
      incidentIds: [...incidentIds],
    },
  });
  await house.database.db.eventExportPart.create({
    data: { exportId: id, fence: 1n, position: 0, bytes: Buffer.from('abc') },
  });
  return id;
}

/** What must hold of who takes events out, and of what one keeps for oneself. */
export const auditExpectations: readonly Expectation[] = [
  {
    entry: 'an export of events',
    files: ['lib/procedures/export/download-export.ts'],
    sentence: 'is handed to who asked for it, while they may see all that is in it, and to nobody else',
    async problems(house) {
      const lead = personOf('lead');
      const download = async (person: PersonActor, exportId: string) =>
        await codeOf(run(house, 'export/download-export.ts', person, { exportId }));
      const open = await exportOf(house, lead, [house.open.incidentId]);
      const found = {
        own: await download(lead, open),
        anothers: await download(personOf('auditor'), open),
        hidden: await download(lead, await exportOf(house, lead, [house.hidden.incidentId])),
      };
      return differs('a download', found, { own: 'ok', anothers: 'not-found', hidden: 'forbidden' });
    },
  },
  {
    entry: 'the route of an export of events',
    files: ['app/api/exports/[id]/route.ts', 'lib/web/export-route.ts'],
    sentence: 'asks who is there, with which role, and on whose page it began',
    async problems(house) {
      const { GET } = (await house.load('app/api/exports/[id]/route.ts')) as {
        GET: (request: NextRequest, context: { params: Promise<{ id: string }> }) => Promise<Response>;
      };
      const [lead, investigator] = [personOf('lead'), personOf('investigator')];
      const id = await exportOf(house, lead, []);
      const others = await exportOf(house, investigator, []);
      const status = async (asked: string, headers: Record<string, string>) => {
        const request = new NextRequest(new URL(`/api/exports/${asked}`, publicUrl), { headers });
        const response = await GET(request, { params: Promise.resolve({ id: asked.split('?')[0] ?? '' }) });
        await response.body?.cancel();
        return response.status;
      };
      const cookie = await cookieOf(house.database, lead);
      const roleless = await cookieOf(house.database, investigator);
      const found = {
        own: await status(id, { cookie, ...ownPage }),
        manifest: await status(`${id}?manifest`, { cookie, ...ownPage }),
        nobody: await status(id, { ...ownPage }),
        foreignPage: await status(id, { cookie, 'sec-fetch-site': 'cross-site' }),
        withoutRole: await status(others, { cookie: roleless, ...ownPage }),
        manifestWithoutRole: await status(`${others}?manifest`, { cookie: roleless, ...ownPage }),
      };
      const due = { own: 200, manifest: 200, nobody: 401, foreignPage: 403 };
      return differs('an export', found, { ...due, withoutRole: 403, manifestWithoutRole: 403 });
    },
  },
  {
    entry: 'the file of a search for events',
    files: ['lib/queries/search-events-file.ts', 'lib/queries/event-pages.ts'],
    sentence: 'is made for the roles of the matrix, without a hidden restricted incident',
    async problems(house) {
      const { eventFile } = (await house.load('lib/queries/search-events-file.ts')) as {
        eventFile: (
          viewer: object,
          query: object,
          format: string,
          ledgerSize: bigint,
        ) => AsyncIterable<{ readonly text: string }>;
      };
      const hidden = await stage(house.database, { restricted: true });
      await (await testLedger(house.database)).integrate();
      const all = BigInt(await house.database.db.ledgerEntry.count());
      const textFor = async (role: string) => {
        const parts: string[] = [];
        const viewer = { actor: personOf(role), db: house.database.db };
        for await (const { text } of eventFile(viewer, anything, 'jsonl', all)) parts.push(text);
        return parts.join('');
      };
      const found = {
        shown: (await textFor('auditor')).includes(house.open.incidentId),
        hidden: (await textFor('auditor')).includes(hidden.incidentId),
        investigator: await codeOf(textFor('investigator')),
      };
      return differs('the file', found, { shown: true, hidden: false, investigator: 'forbidden' });
    },
  },
  {
    entry: 'a search for events',
    files: ['lib/queries/search-events.ts'],
    sentence: 'shows what others did outside of incidents to who may audit people, and to nobody else',
    async problems(house) {
      const wanted = { ...anything, terms: [{ key: 'action', value: 'access', negated: false }] };
      const person = personOf('investigator');
      await cookieOf(house.database, person); // which signs them in, on record
      const shows = async (role: string) => {
        const page = (await query(house, 'search-events.ts', 'searchEvents', personOf(role), wanted)) as {
          events: readonly { record: { person: { account: string } | null } | null }[];
        };
        return page.events.some(({ record }) => record?.person?.account === person.userPrincipalName);
      };
      const found = { auditor: await shows('auditor'), analyst: await shows('analyst') };
      return differs('a search', found, { auditor: true, analyst: false });
    },
  },
  {
    entry: 'a search for events',
    files: ['lib/queries/search-events.ts', 'lib/queries/get-search-desk.ts'],
    sentence: 'finds and offers what is open, and nothing of a hidden restricted incident',
    async problems(house) {
      const auditor = personOf('auditor');
      const finds = async (value: string) => {
        const wanted = { ...anything, terms: [{ key: 'incident', value, negated: false }] };
        const page = await query(house, 'search-events.ts', 'searchEvents', auditor, wanted);
        return (page as { events: readonly object[] }).events.length > 0;
      };
      const desk = JSON.stringify(await query(house, 'get-search-desk.ts', 'getSearchDesk', auditor));
      const offers = async (id: string) => {
        const { number } = await house.database.db.incident.findUniqueOrThrow({ where: { id } });
        return desk.includes(`"${number}"`);
      };
      const [open, hidden] = [house.open.incidentId, house.hidden.incidentId];
      const found = [await finds(open), await finds(hidden), await offers(open), await offers(hidden)];
      return differs('found and offered', found, [true, false, true, false]);
    },
  },
  {
    entry: 'the dashboard',
    files: ['lib/queries/get-dashboard.ts'],
    sentence: 'counts neither requests nor sealed items of a hidden restricted incident',
    async problems(house) {
      const counted = async () => {
        const board = (await query(house, 'get-dashboard.ts', 'getDashboard', personOf('auditor'))) as {
          waiting: readonly { count: number }[];
          reads: readonly { count: number }[];
        };
        return [board.waiting, board.reads].map((ages) => ages.reduce((sum, { count }) => sum + count, 0));
      };
      const before = await counted();
      await askedOn(house.database, await stage(house.database, { restricted: true })); // which seals the item
      const hidden = await counted();
      await askedOn(house.database, await stage(house.database, { restricted: false }));
      const open = await counted();
      const due = [before, before, before.map((count) => count + 1)];
      return differs('counted', [before, hidden, open], due);
    },
  },
  {
    entry: 'a saved search',
    files: ['lib/web/saved-searches.ts', 'lib/queries/get-search-desk.ts'],
    sentence: 'is seen and removed by its own person alone, and kept by nobody without the role',
    async problems(house) {
      const { saveSearch, removeSearch } = (await house.load('lib/web/saved-searches.ts')) as {
        saveSearch: Act;
        removeSearch: Act;
      };
      const { db } = house.database;
      const name = `Search ${randomUUID()}`;
      const [lead, auditor] = [personOf('lead'), personOf('auditor')];
      await saveSearch(db, lead, { name, query: 'action:access' });
      const { id } = await db.savedSearch.findFirstOrThrow({ where: { name } });
      const sees = async (person: PersonActor) =>
        JSON.stringify(await query(house, 'get-search-desk.ts', 'getSearchDesk', person)).includes(name);
      const seen = { own: await sees(lead), anothers: await sees(auditor) };
      await removeSearch(db, auditor, { id });
      const kept = await db.savedSearch.count({ where: { id } });
      const investigator = personOf('investigator');
      const codes = [
        await codeOf(saveSearch(db, investigator, { name, query: 'action:access' })),
        await codeOf(removeSearch(db, investigator, { id })),
      ];
      const due = { seen: { own: true, anothers: false }, kept: 1, codes: ['forbidden', 'forbidden'] };
      return differs('a saved search', { seen, kept, codes }, due);
    },
  },
];
