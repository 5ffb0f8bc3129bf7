import type { JWTPayload } from 'jose';
import { NextRequest } from 'next/server';
import { disposedOn } from '../../support/disposed.ts';
import { cookieOf, ownPage, personOf, publicUrl, tenant } from '../../support/portal.ts';
import { scriptForm } from '../../support/script-on.ts';
import { acquisitionForm, type Stage, stage } from '../../support/stage.ts';
import { foreignPages } from './action-expectations.ts';
import { deadCookies } from './dead-cookies.ts';
import type { Expectation } from './expectation.ts';
import type { House } from './house.ts';
import { routes } from './matrix-of-reads.ts';
import { everyRole } from './matrix-roles.ts';

type Handler = (request: NextRequest, context: { params: Promise<object> }) => Promise<Response>;

/** What must hold of every route, with a cookie and with a token. */
export const routeExpectations: readonly Expectation[] = Object.entries(routes).flatMap(([key, roles]) => {
  if (roles === 'apart') return [];
  const of = (sentence: string, problems: Expectation['problems']): Expectation => ({
    entry: `the route ${key}`,
    files: [fileOf(key)],
    sentence,
    problems,
  });
  if (roles === 'public')
    return [
      of('answers anybody', async (house) => {
        const status = await statusOf(house, key, {}, house.open);
        return status === 401 || status === 403 ? [`anybody: ${status}`] : [];
      }),
    ];
  const mayRole = roles[0] ?? 'lead';
  return [
    of('answers the roles of the matrix and nobody else', async (house) => {
      const found: string[] = [];
      for (const role of everyRole) {
        const at = await stage(house.database, { restricted: false });
        const cookie = await cookieOf(house.database, personOf(role));
        const status = await statusOf(house, key, { cookie, ...ownPage }, at);
        const due = roles.includes(role) ? [200, 202] : [403, 404];
        if (!due.includes(status)) found.push(`${role}: ${status}`);
      }
      return found;
    }),
    of('refuses who is not signed in', async (house) => {
      const found: string[] = [];
      for (const [who, cookie] of await deadCookies(house, mayRole)) {
        const status = await statusOf(
          house,
          key,
          { ...ownPage, ...(cookie === null ? {} : { cookie }) },
          house.open,
        );
        if (status !== 401) found.push(`${who}: ${status}`);
      }
      return found;
    }),
    of('refuses a token that was not made for it', async (house) => {
      const found: string[] = [];
      for (const [who, authorization] of await wrongTokens(house, mayRole)) {
        const status = await statusOf(house, key, { ...ownPage, authorization }, house.open);
        // By its claims alone: before anybody is asked what the tenant says of the person now.
        const due =
          who.startsWith('without') && !key.includes('events') && !key.includes('session')
            ? [403]
            : [401, 403];
        if (!due.includes(status)) found.push(`${who}: ${status}`);
      }
      return found;
    }),
    ...(key.endsWith(' POST')
      ? [
          of('refuses a cookie that came with a request of another page', async (house) => {
            const cookie = await cookieOf(house.database, personOf(mayRole));
            const found: string[] = [];
            for (const headers of foreignPages) {
              const status = await statusOf(house, key, { cookie, ...headers }, house.open);
              if (status !== 403) found.push(`${JSON.stringify(headers)}: ${status}`);
            }
            return found;
          }),
        ]
      : []),
  ];
});

function fileOf(key: string): string {
  return `app/${key.split(' ')[0]}`;
}

async function statusOf(
  house: House,
  key: string,
  headers: Record<string, string>,
  at: Stage,
): Promise<number> {
  const [path = '', method = 'GET'] = key.split('/route.ts ');
  const handler = (await house.load(fileOf(key)))[method] as Handler;
  const id = idFor(path, house, at);
  if (path.endsWith('/certificate')) await disposedOn(house.database, at);
  const body = method === 'POST' ? bodyFor(path, at) : null;
  const numbers = 'index=0&size=1&from=0&to=1';
  const asked = `query=Stage&item=${at.evidenceId}&${numbers}`;
  const url = new URL(`/${path.replace('[id]', id)}?${asked}`, publicUrl);
  const request = new NextRequest(url, { method, headers, body });
  const size = await signedSize(house);
  const tile = Number(size) < 256 ? ['0', '000.p', size] : ['0', '000'];
  const response = await handler(request, { params: Promise.resolve({ id, index: '0', path: tile }) });
  await response.body?.cancel();
  return response.status;
}

function bodyFor(path: string, at: Stage): string | FormData {
  return path === 'api/scripts' ? scriptForm() : JSON.stringify(acquisitionForm(at));
}

function idFor(path: string, house: House, at: Stage): string {
  if (path.startsWith('api/ledger/verifications')) return house.verificationId;
  if (path.startsWith('api/custody-events')) return house.open.eventId; // what was signed already
  return path.startsWith('api/evidence') ? at.evidenceId : at.acquisitionId;
}

async function signedSize({ database }: House): Promise<string> {
  const newest = await database.db.ledgerCheckpoint.findFirst({ orderBy: { size: 'desc' } });
  return `${newest?.size}`;
}

/** Authorization headers that must open nothing; the first part of each says what is wrong with it. */
async function wrongTokens(house: House, role: string): Promise<readonly [string, string][]> {
  const { issuer, wired } = house;
  const person = personOf(role);
  tenant.set(person.objectId, { enabled: true, roles: person.roles });
  const seconds = Math.floor(Date.now() / 1000);
  const good: JWTPayload = {
    iss: issuer.url,
    aud: issuer.clientId,
    azp: 'holdfast-shell',
    sub: person.objectId,
    iat: seconds,
    exp: seconds + 300,
    oid: person.objectId,
    tid: wired.settings.HOLDFAST_TENANT_ID,
    preferred_username: person.userPrincipalName,
    roles: [role],
  };
  const wrong: readonly [string, JWTPayload][] = [
    ['of another issuer', { ...good, iss: 'https://login.example/other' }],
    ['for another audience', { ...good, aud: 'another-client' }],
    ['given to another client', { ...good, azp: 'another-client' }],
    ['given to nobody, as an ID token is', { ...good, azp: undefined }],
    ['run out', { ...good, iat: seconds - 7_200, exp: seconds - 3_600 }],
    ['of another tenant', { ...good, tid: '00000000-0000-4000-8000-0000000000ee' }],
    ['without a role', { ...good, roles: [] }],
    ['with a role that is none of ours', { ...good, roles: ['global-admin'] }],
  ];
  const signed = await Promise.all(
    wrong.map(
      async ([who, claims]): Promise<[string, string]> => [who, `Bearer ${await issuer.sign(claims)}`],
    ),
  );
  const forged = `Bearer ${await issuer.sign(good, { foreignKey: true })}`;
  return [
    ['no token', 'Bearer a.b.c'],
    ['no bearer', 'Basic eDp5'],
    ['signed by another', forged],
    ...signed,
  ];
}
