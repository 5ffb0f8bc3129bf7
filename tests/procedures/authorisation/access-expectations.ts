import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import type { PersonActor } from '../../../lib/custody/actor.ts';
import { askedOn } from '../../support/asked-access.ts';
import { personOf, tenant } from '../../support/portal.ts';
import { stage } from '../../support/stage.ts';
import { query, run } from './call.ts';
import { codeOf, differs, type Expectation } from './expectation.ts';
import type { House } from './house.ts';

/** What is a requester's own, what others must not read before they decide, and what a grant opens. */
export const accessExpectations: readonly Expectation[] = [
  {
    entry: 'a request of somebody else',
    files: ['lib/queries/get-request.ts', 'lib/queries/list-requests.ts', 'app/(portal)/requests/actions.ts'],
    sentence: 'is there for who asked and for who oversees, and only its requester takes it back',
    async problems(house) {
      const requester = personOf('analyst');
      const id = await askedOn(house.database, house.open, { requester: requester.objectId });
      const codes = async (person: PersonActor) => ({
        shown: await codeOf(query(house, 'get-request.ts', 'getRequest', person, id)),
        remark: await codeOf(
          run(house, 'access/comment-on-request.ts', person, { requestId: id, text: 'A remark.' }),
        ),
      });
      const [stranger, own, lead] = [
        await codes(personOf('analyst')),
        await codes(requester),
        await codes(personOf('lead')),
      ];
      const taken = await codeOf(
        run(house, 'access/withdraw-request.ts', personOf('lead'), { requestId: id }),
      );
      const takenBack = await codeOf(run(house, 'access/withdraw-request.ts', requester, { requestId: id }));
      return [
        ...differs('a stranger', stranger, { shown: 'not-found', remark: 'not-found' }),
        ...differs('the requester', own, { shown: 'ok', remark: 'ok' }),
        ...differs('a lead', lead, { shown: 'ok', remark: 'ok' }),
        ...differs('taken back', { taken, takenBack }, { taken: 'forbidden', takenBack: 'ok' }),
      ];
    },
  },
  {
    entry: 'the lists of requests',
    files: ['lib/queries/list-requests.ts'],
    sentence: 'hold one’s own, what one may oversee, and nothing of an incident that is hidden',
    async problems(house) {
      const requester = personOf('analyst');
      const of = { requester: requester.objectId };
      const open = await askedOn(house.database, house.open, of);
      const hidden = await askedOn(house.database, house.hidden, of);
      const seen = async (person: PersonActor, view: string) => {
        const text = inspect(await query(house, 'list-requests.ts', 'listRequests', person, view), deep);
        return [text.includes(open) ? 'open' : '', text.includes(hidden) ? 'hidden' : ''].join('');
      };
      const all = (role: string) =>
        codeOf(query(house, 'list-requests.ts', 'listRequests', personOf(role), 'all'));
      const found = {
        mine: await seen(requester, 'mine'),
        others: await seen(personOf('analyst'), 'mine'),
        inbox: await seen(personOf('lead'), 'inbox'),
        all: await seen(personOf('lead'), 'all'),
        analyst: await all('analyst'),
        auditor: await all('auditor'),
      };
      const due = { mine: 'open', others: '', inbox: 'open', all: 'open' };
      return differs('lists', found, { ...due, analyst: 'forbidden', auditor: 'ok' });
    },
  },
  {
    entry: 'what was given to a requester before',
    files: ['lib/queries/get-request.ts'],
    sentence: 'is shown without what belongs to a hidden incident',
    async problems(house) {
      const of = { requester: randomUUID() };
      const before = await askedOn(house.database, house.hidden, { ...of, granted: true });
      const seen = await askedOn(house.database, house.open, { ...of, granted: true });
      const id = await askedOn(house.database, house.open, of);
      const text = inspect(await query(house, 'get-request.ts', 'getRequest', personOf('lead'), id), deep);
      return [...(text.includes(before) ? ['shown'] : []), ...(text.includes(seen) ? [] : ['not shown'])];
    },
  },
  {
    entry: 'decisions and remarks of others',
    files: ['lib/queries/get-request.ts'],
    sentence: 'are hidden until one has decided',
    async problems(house) {
      const id = await askedOn(house.database, house.open);
      const [first, second] = [personOf('lead'), personOf('lead')];
      await run(house, 'access/approve-request.ts', first, { requestId: id, comment: 'the first remark' });
      const sees = async (person: PersonActor) => {
        const shown = (await query(house, 'get-request.ts', 'getRequest', person, id)) as {
          decisions: unknown;
        };
        return { remark: inspect(shown, deep).includes('the first remark'), who: shown.decisions !== null };
      };
      return [
        ...differs('who has decided', await sees(first), { remark: true, who: true }),
        ...differs('who has not', await sees(second), { remark: false, who: false }),
      ];
    },
  },
  {
    entry: 'the call to decide',
    files: ['lib/procedures/access/request-access.ts'],
    sentence: 'goes to those who may see the incident, and tells nobody else of it',
    async problems(house) {
      const [requester, member, stranger] = [personOf('analyst'), personOf('lead'), personOf('lead')];
      const { db } = house.database;
      const { incidentId, evidenceId } = await stage(house.database, { restricted: true });
      for (const { objectId } of [requester, member])
        await db.incidentMember.create({ data: { incidentId, objectId } });
      await askedOn(house.database, { incidentId, evidenceId }); // which seals the item
      await run(house, 'access/request-access.ts', requester, {
        ...{ incidentId, evidenceIds: [evidenceId], purpose: 'A purpose of more than ten letters.' },
        ...{ mode: 'download', addressRange: '10.0.0.0/8', hours: 1 },
        authority: { type: 'internal-policy', number: 'IR-7', validFrom: null, validUntil: null },
      });
      const called = ({ objectId }: PersonActor) => db.notification.count({ where: { objectId } });
      const found = { member: await called(member), stranger: await called(stranger) };
      return differs('called', found, { member: 1, stranger: 0 });
    },
  },
  {
    entry: 'a decision',
    files: ['lib/procedures/access/decide.ts', 'app/(portal)/requests/actions.ts'],
    sentence: 'is made by the roles that the tenant gives at that moment',
    async problems(house) {
      const id = await askedOn(house.database, house.open);
      const [moved, gone] = [personOf('lead'), personOf('lead')];
      tenant.set(moved.objectId, { enabled: true, roles: ['analyst'] });
      tenant.set(gone.objectId, { enabled: false, roles: ['lead'] });
      const approve = (person: PersonActor) =>
        codeOf(run(house, 'access/approve-request.ts', person, { requestId: id, comment: null }));
      const found = { moved: await approve(moved), gone: await approve(gone) };
      return differs('a decision', found, { moved: 'forbidden', gone: 'forbidden' });
    },
  },
  {
    entry: 'the bytes of an item',
    files: [
      'lib/procedures/access/read-content.ts',
      'lib/procedures/access/view-content.ts',
      'lib/procedures/access/releasable.ts',
    ],
    sentence: 'of a hidden incident are not there for who is no member, whatever they hold',
    async problems(house) {
      const person = personOf('lead');
      await askedOn(house.database, house.hidden, { requester: person.objectId, granted: true });
      const { evidenceId } = house.hidden;
      const input = { evidenceId, range: null, ifRange: null };
      const from = { ...person, ip: '192.0.2.1' };
      const page = { evidenceId, offset: '0', structure: false };
      const found = {
        file: await codeOf(run(house, 'access/read-content.ts', from, input)),
        page: await codeOf(run(house, 'access/view-content.ts', from, page)),
      };
      return differs('bytes', found, { file: 'not-found', page: 'not-found' });
    },
  },
  {
    entry: 'a grant',
    files: [
      'lib/procedures/access/live-grant.ts',
      'lib/procedures/access/read-content.ts',
      'lib/procedures/access/releasable.ts',
    ],
    sentence: 'opens in its own way, in its own time, from its own addresses, and only as it was recorded',
    async problems(house) {
      const { liveGrant, requireRecordedGrant } = (await house.load(
        'lib/procedures/access/live-grant.ts',
      )) as {
        liveGrant: (look: object, actor: object, item: object, modes: readonly string[]) => Promise<unknown>;
        requireRecordedGrant: (...all: readonly [readonly object[], object, string, object]) => void;
      };
      const endsAt = new Date(Date.now() + 3_600_000).toISOString();
      const good = { id: 'g', number: 'AR-1', mode: 'download', addressRange: '10.0.0.0/8', endsAt };
      const at = (grant: object, ip: string | null) =>
        codeOf(
          liveGrant(
            { grantsOf: async () => [{ ...good, ...grant }] },
            { objectId: 'p', ip },
            { exhibitNumber: 'EV-1' },
            ['download'],
          ),
        );
      const fact = (change: object) => ({
        type: 'access.granted',
        detail: { grantId: 'g', grantee: { objectId: 'p' }, ...good, ...change },
      });
      const recorded = (change: object) => {
        try {
          requireRecordedGrant([fact(change)], good, 'p', { exhibitNumber: 'EV-1' });
          return true;
        } catch {
          return false;
        }
      };
      const found = {
        good: await at({}, '10.0.0.1'),
        mode: await at({ mode: 'see-contents' }, '10.0.0.1'),
        ended: await at({ endsAt: '2020-01-01T00:00:00.000Z' }, '10.0.0.1'),
        elsewhere: await at({}, '192.0.2.1'),
        recorded: [
          {},
          { grantId: 'x' },
          { grantee: { objectId: 'x' } },
          { mode: 'disk' },
          { addressRange: '10.1.0.0/16' },
          { endsAt: '2020-01-01T00:00:00.000Z' },
        ].map(recorded),
      };
      const no = 'forbidden';
      return differs('a grant', found, {
        ...{ good: 'ok', mode: no, ended: no, elsewhere: no },
        recorded: [true, false, false, false, false, false],
      });
    },
  },
  {
    entry: 'what ends with a link',
    files: ['lib/queries/get-request-links.ts'],
    sentence: 'is counted, and named only where the viewer may see it',
    async problems(house) {
      const [open, other, hidden] = [
        await linkedOn(house, house.open),
        await linkedOn(house, house.open),
        await linkedOn(house, house.hidden),
      ];
      const ask = async (person: PersonActor) =>
        (await query(house, 'get-request-links.ts', 'getRequestLinks', person, open)) as {
          end: { linkIds: string[]; others: string[]; hidden: number } | null;
        };
      const { end } = await ask(personOf('lead'));
      const found = {
        others: [other, hidden].map((id) => end?.others.includes(`AR-${id}`)),
        hidden: (end?.hidden ?? 0) > 0,
        ends: (end?.linkIds.length ?? 0) >= 3,
        auditor: (await ask(personOf('auditor'))).end,
      };
      return differs('shown', found, { others: [true, false], hidden: true, ends: true, auditor: null });
    },
  },
  {
    entry: 'a working copy',
    files: ['lib/procedures/working-copy/remove-working-copy.ts'],
    sentence: 'is removed by whom it was made for alone',
    async problems(house) {
      const [own, stranger] = [personOf('analyst'), personOf('lead')];
      const request = await askedOn(house.database, house.open, { requester: own.objectId, granted: true });
      const id = randomUUID();
      await house.database.asAdmin(
        `insert into working_copy (id, number, ordinal, evidence_id, grant_id, requester, machine_id, lun, state)
         select $1::uuid, $1::text, (random() * 1e9)::int, $2::uuid, id, $3::jsonb, $1::text, 0, 'attached' from access_grant where request_id = $4`,
        [id, house.open.evidenceId, JSON.stringify(own), request],
      );
      const input = { workingCopyId: id, reason: 'It is not needed any more.' };
      const remove = (person: PersonActor) =>
        codeOf(run(house, 'access/../working-copy/remove-working-copy.ts', person, input));
      const found = { stranger: await remove(stranger), own: await remove(own) };
      return differs('removed', found, { stranger: 'not-found', own: 'ok' });
    },
  },
];

/** A live link of a grant of its own, past the procedures; the id of its request. */
async function linkedOn(house: House, at: House['open']): Promise<string> {
  const request = await askedOn(house.database, at, { granted: true });
  await house.database.asAdmin(
    `insert into access_link (id, grant_id, evidence_id, sas_sha256, addresses, starts_at, ends_at)
     select gen_random_uuid(), id, $1, '', '10.0.0.0/8', now(), now() + interval '1 hour'
     from access_grant where request_id = $2`,
    [at.evidenceId, request],
  );
  return request;
}

const deep = { depth: null, maxArrayLength: null, maxStringLength: null } as const;
