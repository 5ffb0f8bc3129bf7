import { randomUUID } from 'node:crypto';
import { NextRequest } from 'next/server';
import type { Runtime } from '../../../lib/runtime/runtime.ts';
import { testLedger } from '../../support/ledger.ts';
import { cookieOf, ownPage, personOf, publicUrl } from '../../support/portal.ts';
import { type Stage, stage } from '../../support/stage.ts';
import { query, run } from './call.ts';
import { codeOf, differs, type Expectation } from './expectation.ts';
import type { House } from './house.ts';

type Handler = (request: NextRequest, context: { params: Promise<object> }) => Promise<Response>;

/** What must hold of bundles beyond roles. */
export const bundleExpectations: readonly Expectation[] = [
  {
    entry: 'a bundle',
    files: ['lib/procedures/bundle/begin-bundle.ts', 'lib/procedures/bundle/bundle-subject.ts'],
    sentence: 'of a restricted incident, or of an item in it, is begun by its members alone',
    async problems(house) {
      const { evidenceId, incidentId } = house.hidden;
      const begin = (of: string, id: string) =>
        codeOf(run(house, 'bundle/begin-bundle.ts', personOf('lead'), { of, id }, signing(house)));
      const found = { item: await begin('item', evidenceId), incident: await begin('incident', incidentId) };
      return differs('a lead', found, { item: 'not-found', incident: 'not-found' });
    },
  },
  {
    entry: 'a bundle of a search',
    files: ['lib/procedures/bundle/begin-search-bundle.ts', 'lib/queries/chosen-events.ts'],
    sentence: 'is begun by who may search, and holds nothing of a hidden restricted incident',
    async problems(house) {
      const hidden = await stage(house.database, { restricted: true });
      await (await testLedger(house.database)).sign();
      const given = { size: '0', events: '0', indexesSha256: '00'.repeat(32), whole: [] };
      const begin = (role: 'lead' | 'investigator') =>
        codeOf(
          run(
            house,
            'bundle/begin-search-bundle.ts',
            personOf(role),
            { query: '', ...given },
            signing(house),
          ),
        );
      const of = async (at: Stage, role: 'lead' | 'investigator') => {
        const stream = { terms: [{ key: 'incident', value: at.incidentId, negated: false }] };
        const asked = { ...stream, created: { from: null, until: null }, knownAt: null };
        const chosen = await query(house, 'chosen-events.ts', 'chosenEvents', personOf(role), asked);
        return (chosen as { indexes: readonly bigint[] }).indexes.length > 0;
      };
      const found = {
        ...{ lead: await begin('lead'), investigator: await begin('investigator') },
        ...{ shown: await of(house.open, 'lead'), hidden: await of(hidden, 'lead') },
        searching: await codeOf(of(house.open, 'investigator')),
      };
      const due = {
        lead: 'ok',
        investigator: 'forbidden',
        shown: true,
        hidden: false,
        searching: 'forbidden',
      };
      return differs('a search', found, due);
    },
  },
  {
    entry: 'the routes of bundles',
    files: [
      'app/api/bundles/route.ts',
      'app/api/bundles/[id]/record/route.ts',
      'lib/web/bundle-route.ts',
      'lib/web/begin-asked-bundle.ts',
    ],
    sentence: 'answer nobody who is not signed in, no page of others, and nobody about a hidden incident',
    async problems(house) {
      const cookie = await cookieOf(house.database, personOf('lead'));
      const found = {
        stranger: await bundle(house, ownPage),
        strangerAtRecord: await record(house, ownPage),
        foreignPage: await bundle(house, { cookie, 'sec-fetch-site': 'cross-site' }),
        nothing: await bundle(house, { cookie, ...ownPage }),
        hidden: await bundle(house, { cookie, ...ownPage }, house.hidden.evidenceId),
        noRecord: await record(house, { cookie, ...ownPage }),
      };
      const due = { stranger: 401, strangerAtRecord: 401, foreignPage: 403 };
      return differs('the routes', found, { ...due, nothing: 404, hidden: 404, noRecord: 404 });
    },
  },
];

/** A house in which everything recorded is signed at once: nobody signs in this test. */
function signing({ wired }: House): Pick<Runtime['context'], 'register'> {
  const { register } = wired.context;
  return { register: { ...register, look: { ...register.look, isSigned: async () => true } } };
}

async function bundle(
  house: House,
  headers: Record<string, string>,
  item: string = randomUUID(),
): Promise<number> {
  return await statusOf(house, 'app/api/bundles/route.ts', `/api/bundles?item=${item}`, headers);
}

async function record(house: House, headers: Record<string, string>): Promise<number> {
  const path = `/api/bundles/${randomUUID()}/record?of=${randomUUID()}`;
  return await statusOf(house, 'app/api/bundles/[id]/record/route.ts', path, headers);
}

async function statusOf(
  house: House,
  file: string,
  path: string,
  headers: Record<string, string>,
): Promise<number> {
  const { GET } = (await house.load(file)) as { GET: Handler };
  const id = path.split('/')[3]?.split('?')[0] ?? '';
  const request = new NextRequest(new URL(path, publicUrl), { headers });
  const response = await GET(request, { params: Promise.resolve({ id }) });
  await response.body?.cancel();
  return response.status;
}
