import { NextRequest } from 'next/server';
import type { PersonActor } from '../../../lib/custody/actor.ts';
import { CustodyError } from '../../../lib/custody/custody-error.ts';
import { cookieOf, ownPage, personOf, publicUrl, tenant } from '../../support/portal.ts';
import { oneOther, proposedIn } from '../../support/proposed.ts';
import { query, run } from './call.ts';
import { codeOf, differs, type Expectation } from './expectation.ts';
import type { House } from './house.ts';

const reason = 'A reason of more than ten letters.';

/** What is a proposer's own, and what only others, and only two controllers, decide. */
export const proposalExpectations: readonly Expectation[] = [
  {
    entry: 'a proposal that belongs to no incident',
    files: [
      'lib/queries/get-proposal.ts',
      'lib/queries/list-proposals.ts',
      'app/(portal)/controls/actions.ts',
    ],
    sentence: 'is there for who proposed it and for who oversees, and only its proposer takes it back',
    async problems(house) {
      const proposer = personOf('analyst');
      const id = await proposedIn(house.database, { proposer: proposer.objectId });
      const shown = async (person: PersonActor) => {
        const listed = (await query(house, 'list-proposals.ts', 'listProposals', person, {})) as {
          id: string;
        }[];
        return {
          one: await codeOf(query(house, 'get-proposal.ts', 'getProposal', person, id)),
          listed: listed.some((row) => row.id === id),
        };
      };
      const [stranger, own, auditor] = [
        await shown(personOf('analyst')),
        await shown(proposer),
        await shown(personOf('auditor')),
      ];
      const take = (person: PersonActor) =>
        codeOf(run(house, 'proposal/withdraw-proposal.ts', person, { proposalId: id }));
      const taken = [await take(personOf('analyst')), await take(personOf('lead')), await take(proposer)];
      return [
        ...differs('a stranger', stranger, { one: 'not-found', listed: false }),
        ...differs('the proposer', own, { one: 'ok', listed: true }),
        ...differs('an auditor', auditor, { one: 'ok', listed: true }),
        ...differs('taken back', taken, ['not-found', 'forbidden', 'ok']),
      ];
    },
  },
  {
    entry: 'a decision on a proposal',
    files: ['lib/procedures/proposal/confirm-proposal.ts', 'app/(portal)/controls/actions.ts'],
    sentence:
      'is made by the roles that the tenant gives both people at that moment, and by a member where it is hidden',
    async problems(house) {
      const confirm = async (by: PersonActor, proposer: PersonActor, incidentId: string | null = null) => {
        const needs = { ...oneOther, twoControllers: false };
        const proposalId = await proposedIn(house.database, {
          ...{ proposer: proposer.objectId, incidentId, needs },
        });
        return await codeOf(run(house, 'proposal/confirm-proposal.ts', by, { proposalId, comment: null }));
      };
      const [moved, gone, left, hidden] = [1, 2, 3, 4].map(() => personOf('lead')) as [
        PersonActor,
        PersonActor,
        PersonActor,
        PersonActor,
      ];
      tenant.set(moved.objectId, { enabled: true, roles: ['analyst'] });
      tenant.set(gone.objectId, { enabled: false, roles: ['lead'] });
      tenant.set(left.objectId, { enabled: false, roles: ['lead'] });
      const found = {
        moved: await confirm(moved, personOf('lead')),
        gone: await confirm(gone, personOf('lead')),
        byWhoLeft: await confirm(personOf('lead'), left),
        hidden: await confirm(hidden, personOf('lead'), house.hidden.incidentId),
      };
      const due = { moved: 'forbidden', gone: 'forbidden', byWhoLeft: 'conflict', hidden: 'not-found' };
      return differs('a decision', found, due);
    },
  },
  {
    entry: 'a change of a control',
    files: [
      'lib/procedures/proposal/kinds/retention-defaults.ts',
      'lib/procedures/proposal/confirm-proposal.ts',
      'app/(portal)/controls/actions.ts',
    ],
    sentence:
      'is proposed by a controller with a fresh sign-in, while the tenant has exactly two and says so',
    async problems(house) {
      const [one, two] = [personOf('controller'), personOf('controller')];
      const propose = async (actor: PersonActor, holders: readonly PersonActor[] | null) => {
        await house.database.asAdmin(
          "select close_proposal(id, 'withdrawn') from proposal where state = 'waiting'",
        );
        const people = {
          standing: async (id: string) => tenant.get(id),
          holders: async () => {
            if (holders === null) throw new CustodyError('cloud-unavailable', 'It does not answer.');
            return holders.map(({ objectId }) => objectId);
          },
        };
        const input = { reason, change: { retentionDays: 77 } };
        return await codeOf(run(house, 'proposal/kinds/retention-defaults.ts', actor, input, { people }));
      };
      const gone = personOf('controller');
      tenant.set(gone.objectId, { enabled: false, roles: ['controller'] });
      const moved = personOf('controller');
      tenant.set(moved.objectId, { enabled: true, roles: ['lead'] });
      const old = { ...one, authenticatedAt: new Date(Date.now() - 3_600_000).toISOString() };
      const found = {
        two: await propose(one, [one, two]),
        alone: await propose(one, [one]),
        withOneWhoLeft: await propose(one, [one, gone]),
        unknown: await propose(one, null),
        moved: await propose(moved, [one, two]),
        old: await propose(old, [one, two]),
      };
      return differs('a change', found, {
        ...{ two: 'ok', alone: 'conflict', withOneWhoLeft: 'conflict', unknown: 'cloud-unavailable' },
        ...{ moved: 'forbidden', old: 'sign-in-again' },
      });
    },
  },
  {
    entry: 'an act of a controller',
    files: [
      'app/controls/act/start/route.ts',
      'app/controls/act/callback/route.ts',
      'lib/procedures/proposal/act-as-controller.ts',
    ],
    sentence:
      'is begun and finished by the one controller who agreed, from our own page, as who signed in at the tenant a moment ago',
    async problems(house) {
      const [proposer, stranger, moved] = [
        personOf('controller'),
        personOf('controller'),
        personOf('controller'),
      ];
      const id = await proposedIn(house.database, { proposer: proposer.objectId });
      const movedId = await proposedIn(house.database, { proposer: moved.objectId });
      const cookie = await cookieOf(house.database, proposer);
      const headers = { ...ownPage, cookie };
      const acts = { clearHold: async () => ({ value: [], azure: [] }) };
      const act = (actor: PersonActor, proposalId: string) =>
        codeOf(run(house, 'proposal/act-as-controller.ts', actor, { proposalId, acts }));
      tenant.set(moved.objectId, { enabled: true, roles: ['lead'] });
      const found = {
        own: await begun(house, headers, id),
        nobody: await begun(house, ownPage, id),
        lead: await begun(
          house,
          { ...ownPage, cookie: await cookieOf(house.database, personOf('lead')) },
          id,
        ),
        elsewhere: await begun(house, { cookie, origin: 'http://127.0.0.1:4000' }, id),
        finished: await finished(house, headers, id, proposer.objectId),
        asAnother: await finished(house, headers, id, personOf('controller').objectId),
        party: await act(proposer, id), // nothing waits for it
        old: await act({ ...proposer, authenticatedAt: new Date(Date.now() - 3_600_000).toISOString() }, id),
        stranger: await act(stranger, id),
        moved: await act(moved, movedId),
      };
      return differs('an act', found, {
        ...{ own: 'ok', nobody: 'not-signed-in', lead: 'forbidden', elsewhere: 'forbidden' },
        ...{ finished: 'conflict', asAnother: 'forbidden' },
        ...{ party: 'conflict', old: 'sign-in-again', stranger: 'forbidden', moved: 'forbidden' },
      });
    },
  },
];

type Route = (request: NextRequest) => Promise<Response>;

async function start(house: House, headers: Record<string, string>, proposalId: string): Promise<Response> {
  const { POST } = await house.load('app/controls/act/start/route.ts');
  const body = new URLSearchParams({ proposalId });
  return await (POST as Route)(
    new NextRequest(`${publicUrl}/controls/act/start`, { method: 'POST', headers, body }),
  );
}

/** The code of the refusal, or `ok` when the browser is sent to the tenant. */
async function begun(house: House, headers: Record<string, string>, proposalId: string): Promise<string> {
  const target = new URL((await start(house, headers, proposalId)).headers.get('location') ?? '');
  return target.origin === new URL(house.issuer.url).origin
    ? 'ok'
    : (target.searchParams.get('act') ?? target.href);
}

/** The same for the way back, after somebody signed in at the tenant. */
async function finished(
  house: House,
  headers: { readonly cookie: string },
  proposalId: string,
  oid: string,
): Promise<string> {
  const response = await start(house, { ...ownPage, ...headers }, proposalId);
  const sent = /^([^=]+)=([^;]*)/.exec(response.headers.getSetCookie()[0] ?? '')?.[0] ?? '';
  const seconds = Math.floor(Date.now() / 1000);
  const { issuer, wired } = house;
  issuer.answerWith((nonce) => ({
    ...{ iss: issuer.url, aud: issuer.clientId, sub: oid, iat: seconds, exp: seconds + 300, nonce, oid },
    ...{ tid: wired.settings.HOLDFAST_TENANT_ID, auth_time: seconds },
  }));
  const back = issuer.approve(new URL(response.headers.get('location') ?? ''));
  const { GET } = await house.load('app/controls/act/callback/route.ts');
  const answer = await (GET as Route)(
    new NextRequest(back, { headers: { cookie: `${headers.cookie}; ${sent}` } }),
  );
  return new URL(answer.headers.get('location') ?? '').searchParams.get('act') ?? 'ok';
}
