import { NextRequest } from 'next/server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PersonActor } from '../../lib/custody/actor.ts';
import { CustodyError } from '../../lib/custody/custody-error.ts';
import type { Runtime } from '../../lib/runtime/runtime.ts';
import { activityOf, liveSession } from '../../lib/web/live-session.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { cookieOf, ownPage, personOf, publicUrl, tenant, testRuntime } from '../support/portal.ts';

let wired: Runtime;
vi.mock('../../lib/runtime/runtime.ts', () => ({ runtime: async () => wired }));
const { GET: left, POST: present } = await import('../../app/api/session/route.ts');
const { GET: events } = await import('../../app/api/events/route.ts');

const minute = 60_000;
let database: TestDatabase;
let person: PersonActor;
let cookie: string;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  wired = testRuntime(database);
  person = personOf('analyst');
  cookie = await cookieOf(database, person);
});
afterEach(() => void vi.useRealTimers());

describe('a role that was taken away in the tenant', () => {
  it('is gone at the first request after five minutes, and one that was given is there', async () => {
    tenant.set(person.objectId, { enabled: true, roles: ['auditor'] });
    expect(await rolesNow()).toEqual(['analyst']);
    later(5 * minute);
    expect(await rolesNow()).toEqual(['auditor']);
  });

  it('ends the sessions when it was the last one, which is recorded', async () => {
    const second = await cookieOf(database, person);
    tenant.set(person.objectId, { enabled: true, roles: [] });
    later(5 * minute);
    expect(await rolesNow()).toBeNull();
    tenant.set(person.objectId, { enabled: true, roles: ['analyst'] });
    expect(await rolesNow(second)).toBeNull();
    expect(await whyRevoked()).toEqual([{ sessions: 2, why: 'The tenant took away the last role.' }]);
  });
});

describe('an account that was disabled in the tenant', () => {
  it('has no session any more after five minutes, even once it is enabled again', async () => {
    tenant.set(person.objectId, { enabled: false, roles: ['analyst'] });
    later(5 * minute);
    expect(await rolesNow()).toBeNull();
    tenant.set(person.objectId, { enabled: true, roles: ['analyst'] });
    later(5 * minute);
    expect(await rolesNow()).toBeNull();
    expect(await whyRevoked()).toEqual([
      { sessions: 1, why: 'The account is disabled or deleted in the tenant.' },
    ]);
  });
});

describe('while the tenant cannot be asked', () => {
  it('the last known roles hold for 15 minutes, then only a new sign-in helps', async () => {
    wired = {
      ...wired,
      people: {
        ...wired.people,
        standing: () => Promise.reject(new CustodyError('cloud-unavailable', 'away')),
      },
    };
    later(6 * minute);
    expect(await rolesNow()).toEqual(['analyst']);
    later(9 * minute);
    expect(await rolesNow()).toBeNull();
    expect(await rolesNow(await cookieOf(database, person))).toEqual(['analyst']);
  });
});

describe('the tenant', () => {
  it('is asked once in five minutes, however many requests come', async () => {
    let asked = 0;
    const { standing } = wired.people;
    wired = {
      ...wired,
      people: { ...wired.people, standing: (id, signal) => standing(id, signal).finally(() => (asked += 1)) },
    };
    later(6 * minute);
    await Promise.all([rolesNow(), rolesNow(), rolesNow()]);
    await rolesNow();
    expect(asked).toBe(1);
  });
});

describe('a session', () => {
  it('does not last longer because a page lies open', async () => {
    for (let passed = 0; passed < 28; passed += 7) {
      later(7 * minute);
      await liveSession(wired, cookie.split('=')[1], { ip: null, userAgent: null }, 'background');
      await left(request('GET'));
      const stream = await events(request('GET', '/api/events'));
      expect(stream.status).toBe(200);
      await stream.body?.cancel();
    }
    expect((await (await left(request('GET'))).json()).idleMs).toBeLessThanOrEqual(2 * minute);
    later(2 * minute);
    expect((await left(request('GET'))).status).toBe(401);
    expect((await events(request('GET', '/api/events'))).status).toBe(401);
  });

  it('lasts longer because its person is there', async () => {
    for (let passed = 0; passed < 40; passed += 20) {
      later(20 * minute);
      expect((await present(request('POST', '/api/session', ownPage))).status).toBe(200);
    }
    expect((await (await left(request('GET'))).json()).idleMs).toBe(30 * minute);
  });

  it('is not prolonged by a page of somebody else', async () => {
    later(20 * minute);
    expect((await present(request('POST', '/api/session', { 'sec-fetch-site': 'cross-site' }))).status).toBe(
      403,
    );
    expect((await (await left(request('GET'))).json()).idleMs).toBeLessThanOrEqual(10 * minute);
  });

  it('is kept by opening or reloading a page, not by what a page fetches', () => {
    expect(activityOf(new Headers({ 'sec-fetch-mode': 'navigate' }))).toBe('person');
    expect(activityOf(new Headers({ 'sec-fetch-mode': 'cors' }))).toBe('background');
    expect(activityOf(new Headers())).toBe('background');
  });
});

describe('the stream of events', () => {
  it('says so and closes when the session was revoked, within seconds', async () => {
    const reader = (await events(request('GET', '/api/events'))).body?.getReader();
    await database.asAdmin('update session set revoked_at = now() where object_id = $1', [person.objectId]);
    later(10_000);
    let text = '';
    for (;;) {
      const part = await reader?.read();
      if (part === undefined || part.done) break;
      text += new TextDecoder().decode(part.value);
    }
    expect(text).toContain('event: ended');
  });
});

function later(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

async function rolesNow(as = cookie): Promise<readonly string[] | null> {
  const session = await liveSession(wired, as.split('=')[1], { ip: null, userAgent: null }, 'person');
  return session?.actor.roles ?? null;
}

function request(method: string, path = '/api/session', headers: Record<string, string> = {}): NextRequest {
  return new NextRequest(new URL(path, publicUrl), { method, headers: { cookie, ...headers } });
}

async function whyRevoked(): Promise<unknown[]> {
  const events = await database.db.custodyEvent.findMany({
    where: { type: 'access.session-revoked' },
    orderBy: { occurredAt: 'asc' },
  });
  return events
    .map((event) => JSON.parse(Buffer.from(event.body ?? '').toString('utf8')))
    .filter((body) => JSON.stringify(body).includes(person.objectId))
    .map((body) => body.detail ?? body.event?.detail ?? body);
}
