import { randomUUID } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { NextRequest } from 'next/server';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Runtime } from '../../lib/runtime/runtime.ts';
import { readSession } from '../../lib/web/session.ts';
import { hashSecret, sessionCookie, signInCookie } from '../../lib/web/session-cookie.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { analyst } from '../support/facts.ts';
import { cookieOf, ownPage, personOf, publicUrl, testRuntime } from '../support/portal.ts';
import { type SmallIssuer, smallIssuer } from '../support/small-issuer.ts';

let wired: Runtime;
vi.mock('../../lib/runtime/runtime.ts', () => ({ runtime: async () => wired }));

const { GET: start } = await import('../../app/sign-in/start/route.ts');
const { GET: callback } = await import('../../app/sign-in/callback/route.ts');
const { POST: signOut } = await import('../../app/sign-out/route.ts');

let database: TestDatabase;
let issuer: SmallIssuer;
const facts = { ip: null, userAgent: null };

beforeAll(async () => {
  [database, issuer] = await Promise.all([freshDatabase(), smallIssuer()]);
  wired = testRuntime(database, issuer);
});
afterAll(async () => {
  await Promise.all([database.close(), issuer.close()]);
});

describe('signing in', () => {
  it('ends with a new session, a hashed id, and a recorded fact', async () => {
    const person = randomUUID();
    issuer.answerWith((nonce) => claims(nonce, { oid: person, roles: ['analyst', 'auditor', 'unheard-of'] }));
    const { response } = await signIn('/evidence/1?tab=custody');

    expect(response.headers.get('location')).toBe(`${publicUrl}/evidence/1?tab=custody`);
    const cookie = response.cookies.get(sessionCookie(publicUrl));
    expect(cookie).toMatchObject({ secure: true, httpOnly: true, sameSite: 'lax', path: '/' });
    expect(cookie?.value).toMatch(/^[\w-]{43}$/);
    const session = await readSession(database.db, cookie?.value, facts);
    expect(session?.actor).toMatchObject({
      objectId: person,
      roles: ['analyst', 'auditor'],
      authMethods: ['pwd', 'mfa'],
    });

    const rows = await database.asAdmin<{ all: string }>(
      'select session::text as all from session where object_id = $1',
      [person],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.all).not.toContain(cookie?.value);
    expect(await eventsOf(person)).toEqual(['access.signed-in']);
  });

  it('proves possession of the code with PKCE and asks for nothing but who it is', async () => {
    issuer.answerWith((nonce) => claims(nonce));
    const { authorizationUrl } = await signIn();
    expect(authorizationUrl.searchParams.get('code_challenge_method')).toBe('S256');
    expect(authorizationUrl.searchParams.get('scope')).toBe('openid profile');
    expect(issuer.exchanges.at(-1)?.get('code_verifier')).toMatch(/^[\w.~-]{43,}$/);
  });

  it('asks the tenant to ask again when an act wants a younger sign-in, and only then', async () => {
    const asked = async (query: string) => {
      const response = await start(
        request(new URL(`/sign-in/start?return_to=/requests${query}`, publicUrl), {}),
      );
      return new URL(response.headers.get('location') ?? '').searchParams;
    };
    const [again, usual] = [await asked('&again=1'), await asked('')];
    expect([again.get('prompt'), again.get('max_age')]).toEqual(['login', '0']);
    expect([usual.get('prompt'), usual.get('max_age')]).toEqual([null, null]);
  });

  const wrongTokens: [string, (nonce: string) => JWTPayload][] = [
    ['another nonce', () => claims('another')],
    ['another issuer', (nonce) => claims(nonce, { iss: 'https://login.example/other' })],
    ['another audience', (nonce) => claims(nonce, { aud: 'another-client' })],
    ['a token that ran out', (nonce) => claims(nonce, { exp: seconds() - 3_600, iat: seconds() - 7_200 })],
    ['another tenant', (nonce) => claims(nonce, { tid: randomUUID() })],
    ['no role of ours', (nonce) => claims(nonce, { roles: ['global-admin'] })],
    ['no object id', (nonce) => claims(nonce, { oid: undefined })],
  ];
  it.each(wrongTokens)('is refused for %s, and no session begins', async (_, wrong) => {
    issuer.answerWith(wrong);
    const before = await sessions();
    const { response } = await signIn();
    expectRefusal(response);
    expect(await sessions()).toBe(before);
  });

  it('is refused in a browser that did not begin it', async () => {
    issuer.answerWith((nonce) => claims(nonce));
    const mine = await begin();
    const theirs = await begin();
    expectRefusal(
      await callback(
        request(issuer.approve(mine.authorizationUrl), {
          cookie: `${signInCookie(publicUrl)}=${theirs.state}`,
        }),
      ),
    );
    expectRefusal(await callback(request(issuer.approve(mine.authorizationUrl), {})));
  });

  it('works once: a callback that is sent again finds nothing', async () => {
    issuer.answerWith((nonce) => claims(nonce));
    const { authorizationUrl, state } = await begin();
    const back = issuer.approve(authorizationUrl);
    const first = await callback(request(back, { cookie: `${signInCookie(publicUrl)}=${state}` }));
    expect(first.cookies.get(sessionCookie(publicUrl))).toBeDefined();
    expectRefusal(await callback(request(back, { cookie: `${signInCookie(publicUrl)}=${state}` })));
  });

  it('is refused when it took longer than ten minutes', async () => {
    issuer.answerWith((nonce) => claims(nonce));
    const { authorizationUrl, state } = await begin();
    await database.asAdmin('update sign_in_flow set expires_at = now() where state_hash = $1', [
      hashSecret(state),
    ]);
    expectRefusal(
      await callback(
        request(issuer.approve(authorizationUrl), { cookie: `${signInCookie(publicUrl)}=${state}` }),
      ),
    );
  });

  it('never promotes a session id that the browser had before', async () => {
    issuer.answerWith((nonce) => claims(nonce));
    const planted = 'A'.repeat(43);
    const { authorizationUrl, state } = await begin();
    const cookie = `${signInCookie(publicUrl)}=${state}; ${sessionCookie(publicUrl)}=${planted}`;
    const response = await callback(request(issuer.approve(authorizationUrl), { cookie }));
    expect(response.cookies.get(sessionCookie(publicUrl))?.value).not.toBe(planted);
    expect(await readSession(database.db, planted, facts)).toBeNull();
  });

  it('begins at the public address, where its cookie will be found again', async () => {
    const response = await start(
      request(new URL('http://localhost:3999/sign-in/start?return_to=/ledger'), { host: 'localhost:3999' }),
    );
    expect(response.headers.get('location')).toBe(`${publicUrl}/sign-in/start?return_to=%2Fledger`);
  });
});

describe('a session', () => {
  const ways: [string, string][] = [
    ['was revoked', 'update session set revoked_at = now() where object_id = $1'],
    [
      'was idle for 30 minutes',
      "update session set last_seen_at = now() - interval '30 minutes' where object_id = $1",
    ],
    ['is older than its limit', 'update session set absolute_expires_at = now() where object_id = $1'],
  ];
  it.each(ways)('is dead when it %s', async (_, sql) => {
    const person = personOf('analyst');
    const value = (await cookieOf(database, person)).split('=')[1];
    expect(await readSession(database.db, value, facts)).not.toBeNull();
    await database.asAdmin(sql, [person.objectId]);
    expect(await readSession(database.db, value, facts)).toBeNull();
  });

  it('ends by signing out, here and at the tenant, and is recorded', async () => {
    const person = personOf('analyst');
    const cookie = await cookieOf(database, person);
    const response = await signOut(post('/sign-out', { ...ownPage, cookie }));
    expect(response.headers.get('location')).toContain(`${issuer.url}/logout`);
    expect(await readSession(database.db, cookie.split('=')[1], facts)).toBeNull();
    expect(await eventsOf(person.objectId)).toEqual(['access.signed-in', 'access.signed-out']);
  });

  it('is not ended by a page of somebody else', async () => {
    const cookie = await cookieOf(database, personOf('analyst'));
    const response = await signOut(
      post('/sign-out', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', cookie }),
    );
    expect(response.status).toBe(403);
    expect(await readSession(database.db, cookie.split('=')[1], facts)).not.toBeNull();
  });
});

async function begin(returnTo = '/ledger'): Promise<{ authorizationUrl: URL; state: string }> {
  const response = await start(
    request(new URL(`${publicUrl}/sign-in/start?return_to=${encodeURIComponent(returnTo)}`), {}),
  );
  return {
    authorizationUrl: new URL(response.headers.get('location') ?? ''),
    state: response.cookies.get(signInCookie(publicUrl))?.value ?? '',
  };
}

async function signIn(returnTo?: string) {
  const { authorizationUrl, state } = await begin(returnTo);
  const response = await callback(
    request(issuer.approve(authorizationUrl), { cookie: `${signInCookie(publicUrl)}=${state}` }),
  );
  return { authorizationUrl, response };
}

function request(url: URL, headers: Record<string, string>): NextRequest {
  return new NextRequest(url, { headers: { host: new URL(publicUrl).host, ...headers } });
}

function post(path: string, headers: Record<string, string>): NextRequest {
  return new NextRequest(new URL(path, publicUrl), { method: 'POST', headers });
}

function claims(nonce: string, changes: JWTPayload = {}): JWTPayload {
  return {
    iss: issuer.url,
    aud: issuer.clientId,
    sub: 'pairwise',
    iat: seconds(),
    exp: seconds() + 300,
    nonce,
    oid: randomUUID(),
    tid: analyst.tenantId,
    preferred_username: 'someone@holdfast.example',
    name: 'Someone',
    roles: ['analyst'],
    amr: ['pwd', 'mfa'],
    auth_time: seconds(),
    ...changes,
  };
}

function seconds(): number {
  return Math.floor(Date.now() / 1000);
}

function expectRefusal(response: { headers: Headers; cookies: { get(name: string): unknown } }): void {
  expect(response.headers.get('location')).toMatch(/^http:\/\/127\.0\.0\.1:3999\/sign-in\?problem=/);
  expect(response.cookies.get(sessionCookie(publicUrl))).toBeUndefined();
}

async function sessions(): Promise<number> {
  return await database.db.session.count();
}

async function eventsOf(objectId: string): Promise<string[]> {
  const rows = await database.db.custodyEvent.findMany({
    where: { actorObjectId: objectId },
    orderBy: { n: 'asc' },
  });
  return rows.map((row) => row.type);
}

describe('cookies', () => {
  it('carry the port, so that two portals on one machine do not end each other’s sessions', () => {
    expect(sessionCookie('http://127.0.0.1:3000')).not.toBe(sessionCookie('http://127.0.0.1:3001'));
    expect(sessionCookie('https://holdfast.example')).toBe('__Host-holdfast-session');
  });
});
