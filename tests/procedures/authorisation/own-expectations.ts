import { randomUUID } from 'node:crypto';
import { NextRequest } from 'next/server';
import type { PersonActor } from '../../../lib/custody/actor.ts';
import { hashSecret } from '../../../lib/web/session-cookie.ts';
import { deviceActionOn } from '../../support/device-on.ts';
import { approvedDisposal } from '../../support/disposed.ts';
import { linesOf } from '../../support/lines-of.ts';
import { sent } from '../../support/next-request.ts';
import { cookieOf, personOf, publicUrl } from '../../support/portal.ts';
import { stage } from '../../support/stage.ts';
import { act, foreignPages } from './action-expectations.ts';
import { codeOf, differs, type Expectation } from './expectation.ts';
import type { House } from './house.ts';
import { textOf } from './query-expectations.ts';

type Download = (request: NextRequest, context: { params: Promise<{ id: string }> }) => Promise<Response>;

/** What is a person's own, or lies beyond their own rights: nobody's role opens it. */
export const ownExpectations: readonly Expectation[] = [
  {
    entry: 'a disposal',
    files: ['lib/procedures/disposal/witness-disposal.ts'],
    sentence: 'is not witnessed by who had a part in deciding about it, nor by who signed in long ago',
    async problems(house) {
      const { witnessDisposal } = await house.load('lib/procedures/disposal/witness-disposal.ts');
      const { perform } = (await house.load('lib/web/perform.ts')) as {
        perform: (context: object, actor: PersonActor, procedure: unknown, raw: object) => Promise<unknown>;
      };
      const at = await stage(house.database, { restricted: false });
      const person = personOf('lead');
      const disposalId = await approvedDisposal(house.database, at, person);
      const input = { disposalId, exhibitNumber: 'EV-2026-0001' };
      const witnessed = (by: PersonActor) => codeOf(perform(house.wired.context, by, witnessDisposal, input));
      const old = { ...personOf('lead'), authenticatedAt: new Date(Date.now() - 3_600_000).toISOString() };
      const found = { proposer: await witnessed(person), old: await witnessed(old) };
      return differs('a witness', found, { proposer: 'forbidden', old: 'sign-in-again' });
    },
  },
  {
    entry: 'a download',
    files: ['app/api/evidence/[id]/content/route.ts', 'app/api/evidence/[id]/package/route.ts'],
    sentence: 'is begun by no page but our own',
    async problems(house) {
      const cookie = await cookieOf(house.database, personOf('lead'));
      const id = randomUUID(); // of no item: who may begin hears that there is none
      const found: string[] = [];
      for (const route of ['content', 'package'])
        for (const [site, refused] of [
          ['cross-site', true],
          ['same-site', true],
          ['same-origin', false],
        ] as const) {
          const { GET } = await house.load(`app/api/evidence/[id]/${route}/route.ts`);
          const url = `${publicUrl}/api/evidence/${id}/${route}?path=a.csv`;
          const request = new NextRequest(url, { headers: { cookie, 'sec-fetch-site': site } });
          const { status } = await (GET as Download)(request, { params: Promise.resolve({ id }) });
          if (status !== (refused ? 403 : 404)) found.push(`${route} from ${site}: ${status}`);
        }
      return found;
    },
  },
  {
    entry: 'sessions',
    files: ['app/(portal)/settings/actions.ts', 'lib/queries/get-settings.ts'],
    sentence: 'of another person are neither shown nor ended',
    async problems(house) {
      const cookie = await cookieOf(house.database, personOf('analyst'));
      const sessionId = hashSecret(cookie.split('=')[1] ?? '').toString('hex');
      const shown = await textOf(house, 'getSettings', house.open, personOf('lead'));
      const ended = await act(house, 'app/(portal)/settings/actions.ts', 'revokeSessionsAction', {
        role: 'lead',
        input: { sessionId },
      });
      return [
        ...(shown.includes(sessionId) ? ['shown'] : []),
        ...(ended?.ok === false && ended.code === 'not-found' ? [] : ['ended']),
      ];
    },
  },
  {
    entry: 'the search in the ledger',
    files: ['lib/queries/list-ledger-entries.ts'],
    sentence: 'finds an item by its number only for who may see its incident',
    async problems(house) {
      const { listLedgerEntries } = (await house.load('lib/queries/list-ledger-entries.ts')) as {
        listLedgerEntries: (viewer: object, below: undefined, words: string) => Promise<{ found: string }>;
      };
      const { db } = house.database;
      const ask = async (id: string) => {
        const { exhibitNumber } = await db.evidenceItem.findUniqueOrThrow({ where: { id } });
        const { found } = await listLedgerEntries({ actor: personOf('lead'), db }, undefined, exhibitNumber);
        return found.startsWith('Entries of');
      };
      const [open, hidden] = [await ask(house.open.evidenceId), await ask(house.hidden.evidenceId)];
      return [...(open ? [] : ['not found']), ...(hidden ? ['found'] : [])];
    },
  },
  {
    entry: 'an export of events',
    files: ['lib/queries/export-events.ts'],
    sentence: 'gives what others did to who may audit, and never what belongs to a hidden incident',
    async problems(house) {
      const { exportEvents } = (await house.load('lib/queries/export-events.ts')) as {
        exportEvents: (viewer: object, scope: object) => Promise<{ lines: AsyncIterable<string> }>;
      };
      const { db } = house.database;
      const acted = await db.custodyEvent.findFirstOrThrow({
        where: { incidentId: house.hidden.incidentId, actorObjectId: { not: null } },
      });
      const other = await db.custodyEvent.findFirstOrThrow({
        where: { actorObjectId: { not: null }, incidentId: null },
      });
      const given = async (role: string, scope: object) => {
        return (await linesOf(await exportEvents({ actor: personOf(role), db }, scope))).join('');
      };
      const of = (id: string | null) => ({ of: 'person', id });
      const found = {
        theirs: (await given('auditor', of(other.actorObjectId))).includes(other.id),
        hidden: (await given('auditor', of(acted.actorObjectId))).includes(acted.id),
        analyst: await codeOf(given('analyst', of(other.actorObjectId))),
        incident: await codeOf(given('auditor', { of: 'incident', id: house.hidden.incidentId })),
      };
      const due = { theirs: true, hidden: false, analyst: 'forbidden', incident: 'not-found' };
      return differs('an export', found, due);
    },
  },
  {
    entry: 'notifications',
    files: ['lib/queries/list-notifications.ts', 'lib/web/mark-notifications-read.ts'],
    sentence: 'of another person are neither shown nor marked as read',
    async problems(house) {
      const title = `Notice ${randomUUID()}`;
      const { id } = await house.database.db.notification.create({
        data: { objectId: randomUUID(), key: 'k', level: 'info', title, href: '/' },
      });
      const shown = await textOf(house, 'listNotifications', house.open, personOf('lead'));
      await act(house, 'app/(portal)/actions.ts', 'markNotificationsReadAction', {
        role: 'lead',
        input: { ids: [id] },
      });
      const after = await house.database.db.notification.findUniqueOrThrow({ where: { id } });
      return [...(shown.includes(title) ? ['shown'] : []), ...(after.readAt === null ? [] : ['marked'])];
    },
  },
  {
    entry: 'notifications',
    files: ['lib/web/mark-notifications-read.ts'],
    sentence: 'are marked by nobody without a role',
    async problems(house) {
      const { markNotificationsRead } = (await house.load('lib/web/mark-notifications-read.ts')) as {
        markNotificationsRead: (db: unknown, actor: PersonActor, raw: unknown) => Promise<unknown>;
      };
      const code = await markNotificationsRead(house.database.db, personOf('none'), {}).then(
        () => 'ok',
        (error: { code?: string }) => error.code,
      );
      return code === 'forbidden' ? [] : [`without a role: ${code}`];
    },
  },
  {
    entry: 'the ledger',
    files: ['lib/queries/get-ledger-entry.ts'],
    sentence: "shows the event behind an entry to those who may see its incident, and a person's to auditors",
    async problems(house) {
      const { getLedgerEntry } = (await house.load('lib/queries/get-ledger-entry.ts')) as {
        getLedgerEntry: (viewer: object, index: string, keys: string[]) => Promise<{ event: unknown }>;
      };
      const shows = async (role: string, sql: string, value: string) => {
        const rows = await house.database.asAdmin<{ idx: string }>(
          `select idx::text from ledger_entry join custody_event on id = event_id where ${sql} limit 1`,
          [value],
        );
        const viewer = { actor: personOf(role), db: house.database.db };
        return (await getLedgerEntry(viewer, rows[0]?.idx ?? 'none', [])).event !== null;
      };
      const ofIncident = 'incident_id = $1';
      const ofPerson = 'type = $1';
      return [
        ...((await shows('analyst', ofIncident, house.hidden.incidentId)) ? ['hidden shown'] : []),
        ...((await shows('analyst', ofIncident, house.open.incidentId)) ? [] : ['open withheld']),
        ...((await shows('analyst', ofPerson, 'access.signed-in')) ? ["another person's shown"] : []),
        ...((await shows('auditor', ofPerson, 'access.signed-in')) ? [] : ['withheld from auditors']),
      ];
    },
  },
  {
    entry: 'the search',
    files: ['lib/queries/search-everything.ts'],
    sentence: 'finds a machine by its name only where its incident may be seen',
    async problems(house) {
      const { searchEverything } = (await house.load('lib/queries/search-everything.ts')) as {
        searchEverything: (viewer: object, text: string) => Promise<readonly unknown[]>;
      };
      const viewer = { actor: personOf('analyst'), db: house.database.db };
      const [seen, unseen] = await Promise.all(
        [house.open, house.hidden].map(({ machine }) => searchEverything(viewer, machine.name)),
      );
      return [
        ...(seen?.length === 0 ? ['the open one is not found'] : []),
        ...(unseen?.length === 0 ? [] : ['the hidden one is found']),
      ];
    },
  },
  {
    entry: 'what is under way',
    files: ['lib/queries/list-running-jobs.ts'],
    sentence: 'is not told to a member who may see neither acquisitions nor devices',
    async problems(house) {
      const at = await stage(house.database, { restricted: false });
      const member = personOf('investigator');
      await house.database.db.incidentMember.create({
        data: { incidentId: at.incidentId, objectId: member.objectId },
      });
      await deviceActionOn(house.database, at);
      const told = await textOf(house, 'listRunningJobs', at, member);
      const named = [at.acquisitionId, at.incidentId].filter((id) => told.includes(id));
      return named.map((id) => `told of ${id}`);
    },
  },
  {
    entry: 'a person without a role that sees all',
    files: ['lib/custody/visibility.ts'],
    sentence: 'sees the incidents of which they are a member, and no other',
    async problems(house) {
      const { maySeeIncident } = (await house.load('lib/custody/visibility.ts')) as {
        maySeeIncident: (actor: PersonActor, incident: object) => boolean;
      };
      const person = personOf('investigator');
      const sees = (memberObjectIds: readonly string[]) =>
        maySeeIncident(person, { restricted: false, memberObjectIds });
      return [
        ...(sees([]) || sees([randomUUID()]) ? ['seen without being a member'] : []),
        ...(sees([person.objectId]) ? [] : ['not seen as a member']),
      ];
    },
  },
  {
    entry: 'the claims of a token',
    files: ['lib/web/person-from-claims.ts'],
    sentence: 'give no role that is none of ours',
    async problems(house) {
      const { personFromClaims } = (await house.load('lib/web/person-from-claims.ts')) as {
        personFromClaims: (...given: unknown[]) => PersonActor;
      };
      const claims = { oid: 'o', tid: 't', preferred_username: 'p', roles: ['auditor', 'global-admin'] };
      const { roles } = personFromClaims(claims, 't', { ip: null, userAgent: null }, 'shell');
      return roles.join() === 'auditor' ? [] : [roles.join()];
    },
  },
  {
    entry: 'what changed',
    files: ['lib/queries/change-mark.ts'],
    sentence: 'says nothing of a restricted incident, not even that it is there',
    async problems(house) {
      const person = personOf('analyst');
      const before = await textOf(house, 'changeMark', house.open, person);
      await stageHiddenQuietly(house);
      const after = await textOf(house, 'changeMark', house.open, person);
      return before === after ? [] : ['a hidden incident moved the mark'];
    },
  },
  {
    entry: 'signing out',
    files: ['app/sign-out/route.ts'],
    sentence: 'is never done by a page of somebody else',
    async problems(house) {
      const { POST } = (await house.load('app/sign-out/route.ts')) as {
        POST: (request: NextRequest) => Promise<Response>;
      };
      const cookie = await cookieOf(house.database, personOf('analyst'));
      const found: string[] = [];
      for (const headers of foreignPages) {
        sent.headers = headers;
        const request = new NextRequest(new URL('/sign-out', publicUrl), {
          method: 'POST',
          headers: { cookie, ...headers },
        });
        const { status } = await POST(request);
        if (status !== 403) found.push(`${JSON.stringify(headers)}: ${status}`);
      }
      return found;
    },
  },
];

/** A change inside a restricted incident that leaves the ledger as it is. */
async function stageHiddenQuietly(house: House): Promise<void> {
  await house.database.asAdmin('update incident set updated_at = now() where id = $1', [
    house.hidden.incidentId,
  ]);
}
