import { randomUUID } from 'node:crypto';
import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { NextRequest } from 'next/server';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Viewer } from '../../lib/queries/viewer.ts';
import type { Runtime } from '../../lib/runtime/runtime.ts';
import type { ActionResult } from '../../lib/web/action-result.ts';
import { perform } from '../../lib/web/perform.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { cookieOf, ownPage, personOf, publicUrl, testRuntime } from '../support/portal.ts';
import { acquisitionForm, type Stage, stage, vmId } from '../support/stage.ts';
import {
  actions,
  actionsApart,
  everyRole,
  procedures,
  queries,
  type RoleName,
  routes,
} from './authorisation-matrix.ts';

const sent: { headers: Record<string, string>; cookie: string | null } = { headers: {}, cookie: null };
let wired: Runtime;
vi.mock('server-only', () => ({}));
vi.mock('next/cache', () => ({ refresh: () => {} }));
vi.mock('next/headers', () => ({
  headers: async () => new Headers(sent.headers),
  cookies: async () => ({
    get: (name: string) =>
      sent.cookie?.startsWith(`${name}=`) ? { value: sent.cookie.slice(name.length + 1) } : undefined,
    set: () => {},
  }),
}));
vi.mock('../../lib/runtime/runtime.ts', () => ({ runtime: async () => wired }));

const testLocker = {
  account: 'locker',
  retentionDays: 30,
  firstLockConfirmation: 'ask',
  maxDiskBytes: 1n << 43n,
};
const root = fileURLToPath(new URL('../..', import.meta.url));
type Exports = Readonly<Record<string, unknown>>;
type Action = (previous: ActionResult, input: object) => Promise<ActionResult>;
type Handler = (request: NextRequest, context: { params: Promise<{ id: string }> }) => Promise<Response>;
type Query = (viewer: Viewer, ...rest: unknown[]) => Promise<unknown>;

let database: TestDatabase;
let open: Stage;
let hidden: Stage;
const found = {
  actions: new Map<string, Action>(),
  routes: new Map<string, Handler>(),
  queries: new Map<string, Query>(),
  procedures: new Map<string, Parameters<typeof perform>[2]>(),
};

beforeAll(async () => {
  database = await freshDatabase();
  wired = testRuntime(database);
  [open, hidden] = await Promise.all([
    stage(database, { restricted: false }),
    stage(database, { restricted: true }),
  ]);
  for (const [file, exports] of await modules('app/**/actions.ts')) {
    for (const [name, value] of Object.entries(exports))
      found.actions.set(`${file.replace(/^app\/(\(portal\)\/)?/, '')} ${name}`, value as Action);
  }
  for (const [file, exports] of await modules('app/**/route.ts')) {
    for (const [name, value] of Object.entries(exports)) {
      if (/^[A-Z]+$/.test(name))
        found.routes.set(`${file.replace(/^app\/(\(portal\)\/)?/, '')} ${name}`, value as Handler);
    }
  }
  for (const [file, exports] of await modules('lib/procedures/*/*.ts')) {
    for (const value of Object.values(exports)) {
      if (isProcedure(value)) found.procedures.set(file.replace('lib/procedures/', ''), value);
    }
  }
  for (const [, exports] of await modules('lib/queries/*.ts')) {
    for (const [name, value] of Object.entries(exports)) {
      if (takesViewer(value)) found.queries.set(name, value);
    }
  }
});
afterAll(() => database.close());

describe('nothing is reachable without a row in the matrix', () => {
  it('no server action', () => {
    expect([...found.actions.keys()].sort()).toEqual([...Object.keys(actions), ...actionsApart].sort());
  });
  it('no procedure', () => {
    expect([...found.procedures.keys()].sort()).toEqual(Object.keys(procedures).sort());
  });
  it('no query', () => {
    expect([...found.queries.keys()].sort()).toEqual(Object.keys(queries).sort());
  });
  it('no route', () => {
    expect([...found.routes.keys()].sort()).toEqual(Object.keys(routes).sort());
  });
});

describe.each(Object.entries(actions))('%s', (key, { roles, incident }) => {
  it.each(everyRole)('answers a person with the role %s as the matrix says', async (role) => {
    const result = await act(key, {
      role,
      input: await inputOf(key, await stage(database, { restricted: false })),
    });
    if (roles.includes(role)) expect(result).toEqual({ ok: true, value: expect.anything() });
    else expect(result).toMatchObject({ ok: false, code: 'forbidden' });
  });

  const mayRole = roles[0] ?? 'lead';

  it('refuses who is not signed in, however the cookie looks', async () => {
    const input = await inputOf(key, await stage(database, { restricted: false }));
    for (const cookie of [
      null,
      '__Host-holdfast-session-3999=',
      `__Host-holdfast-session-3999=${'A'.repeat(43)}`,
    ]) {
      expect(await act(key, { role: mayRole, input, cookie })).toMatchObject({
        ok: false,
        code: 'not-signed-in',
      });
    }
  });

  it('refuses a request that did not come from its own page', async () => {
    const input = await inputOf(key, await stage(database, { restricted: false }));
    const { origin } = ownPage;
    for (const headers of [
      {},
      { 'sec-fetch-site': 'same-origin' },
      { origin: 'null', 'sec-fetch-site': 'same-origin' },
      { origin: 'http://127.0.0.1:4000', 'sec-fetch-site': 'same-site' },
      { origin, 'sec-fetch-site': 'cross-site' },
      { origin },
    ]) {
      expect(await act(key, { role: mayRole, input, headers })).toMatchObject({
        ok: false,
        code: 'forbidden',
      });
    }
  });

  if (incident) {
    it('does not tell an incident that is hidden from one that is not there', async () => {
      const input = await inputOf(key, await stage(database, { restricted: true }));
      expect(await act(key, { role: mayRole, input })).toMatchObject({ ok: false, code: 'not-found' });
    });
  }
});

describe.each(Object.entries(procedures))('the procedure %s', (file, roles) => {
  it.each(everyRole)('runs for the role %s as the matrix says', async (role) => {
    const procedure = found.procedures.get(file);
    if (procedure === undefined) throw new Error(`${file} has no procedure`);
    const run = perform(wired.context, personOf(role), procedure, {}).then(
      () => 'ok',
      (error: { code?: string }) => error.code,
    );
    // Nothing is sent, so who may run it is told what is missing (or it runs, where nothing is needed).
    if (roles.includes(role)) expect(['invalid-input', 'ok', 'not-found']).toContain(await run);
    else expect(await run).toBe('forbidden');
  });
});

describe.each(Object.entries(queries))('the query %s', (name, { roles, one }) => {
  it.each(everyRole)('answers the role %s as the matrix says', async (role) => {
    const code = await ask(name, role, open);
    if (!roles.includes(role)) expect(code).toBe('forbidden');
    else if (one && role === 'investigator') expect(code).toBe('not-found');
    else expect(code).toBe(name === 'getLedgerEntry' ? 'not-found' : 'ok'); // the ledger of this test is empty
  });

  if (!one) {
    it('leaves out everything of a restricted incident', async () => {
      const query = found.queries.get(name);
      const actor = personOf(roles[0] ?? 'lead');
      const answer = await query?.({ actor, db: database.db }, ...argumentsOf(name, hidden)).catch(
        (error) => error,
      );
      const text = inspect(answer, { depth: null, maxArrayLength: null, maxStringLength: null });
      for (const id of [hidden.incidentId, hidden.evidenceId, hidden.acquisitionId])
        expect(text).not.toContain(id);
    });
  }

  if (one) {
    it('shows a restricted incident to its members only', async () => {
      const role = roles[0] ?? 'lead';
      expect(await ask(name, role, hidden)).toBe('not-found');
      const member = personOf(role);
      await database.db.incidentMember.create({
        data: { incidentId: hidden.incidentId, objectId: member.objectId },
      });
      expect(await ask(name, role, hidden, member)).toBe('ok');
    });
  }
});

describe.each(Object.entries(routes))('the route %s', (key, roles) => {
  if (roles === 'apart') {
    it('has tests of its own', () => expect(found.routes.has(key)).toBe(true));
    return;
  }
  if (roles === 'public') {
    it('answers anybody', async () => {
      expect([401, 403]).not.toContain((await fetchRoute(key, {}, open)).status);
    });
    return;
  }
  it.each(everyRole)('answers the role %s as the matrix says', async (role) => {
    const cookie = await cookieOf(database, personOf(role));
    const { status } = await fetchRoute(
      key,
      { cookie, ...ownPage },
      await stage(database, { restricted: false }),
    );
    if (roles.includes(role)) expect([200, 202]).toContain(status);
    else expect([403, 404]).toContain(status);
  });

  it('refuses who is not signed in', async () => {
    for (const headers of [{}, { authorization: 'Bearer a.b.c' }, { authorization: 'Basic eDp5' }]) {
      expect([401, 503]).toContain((await fetchRoute(key, { ...headers, ...ownPage }, open)).status);
    }
    expect((await fetchRoute(key, ownPage, open)).status).toBe(401);
  });

  if (key.endsWith(' POST')) {
    it('refuses a cookie that came with a request of another page', async () => {
      const cookie = await cookieOf(database, personOf(roles[0] ?? 'lead'));
      for (const headers of [{}, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }]) {
        expect((await fetchRoute(key, { cookie, ...headers }, open)).status).toBe(403);
      }
    });
  }
});

describe('a refusal for want of a role', () => {
  it('is recorded in the stream of the person, once a minute', async () => {
    const auditor = personOf('auditor');
    const cookie = await cookieOf(database, auditor);
    const input = { incidentId: open.incidentId, text: 'a note' };
    for (let again = 0; again < 3; again += 1) {
      await act('incidents/actions.ts writeNoteAction', { role: 'auditor', input, cookie });
    }
    const events = await database.db.custodyEvent.findMany({ where: { actorObjectId: auditor.objectId } });
    expect(events.map((event) => event.type).sort()).toEqual(['access.denied', 'access.signed-in']);
  });
});

describe('a machine that the person may not touch in Azure', () => {
  it('is not added, whatever the product itself may read', async () => {
    const { incidentId } = open;
    const input = { incidentId, resourceId: vmId('untouchable-vm'), reason: 'Named in the alert of today.' };
    const result = await act('incidents/actions.ts addMachineAction', { role: 'analyst', input });
    expect(result).toMatchObject({ ok: false, code: 'forbidden' });
  });

  it('and one that Azure does not know is named as such', async () => {
    const input = {
      incidentId: open.incidentId,
      resourceId: vmId('unknown-vm'),
      reason: 'Named in the alert of today.',
    };
    const result = await act('incidents/actions.ts addMachineAction', { role: 'analyst', input });
    expect(result).toMatchObject({ ok: false, code: 'not-found' });
  });
});

interface Try {
  readonly role: RoleName;
  readonly input: object;
  readonly headers?: Record<string, string>;
  readonly cookie?: string | null;
}

async function act(key: string, attempt: Try): Promise<ActionResult> {
  const action = found.actions.get(key);
  if (action === undefined) throw new Error(`there is no action ${key}`);
  sent.headers = attempt.headers ?? ownPage;
  sent.cookie =
    attempt.cookie === undefined ? await cookieOf(database, personOf(attempt.role)) : attempt.cookie;
  return await action(null, attempt.input);
}

/** Input with which the action succeeds for who may use it. */
async function inputOf(key: string, at: Stage): Promise<object> {
  const { incidentId, acquisitionId } = at;
  const reason = 'A reason of more than ten letters.';
  switch (key.split(' ')[1]) {
    case 'openIncidentAction':
      return { title: 'By hand', severity: 'low', reason };
    case 'closeIncidentAction':
      return { incidentId, reason };
    case 'reopenIncidentAction':
      await database.asAdmin("update incident set status = 'closed' where id = $1", [incidentId]);
      return { incidentId, reason };
    case 'addMachineAction':
      return { incidentId, resourceId: vmId(`added-${randomUUID().slice(0, 8)}`), reason };
    case 'writeNoteAction':
      return { incidentId, text: 'A note.' };
    case 'grantMembershipAction':
      return { incidentId, objectId: randomUUID(), reason };
    case 'requestAcquisitionAction':
      return acquisitionForm(at);
    case 'cancelAcquisitionAction':
      return { acquisitionId, reason };
    case 'retryStepAction':
      await database.asAdmin("update acquisition set state = 'failed' where id = $1", [acquisitionId]);
      await database.asAdmin(
        "update acquisition_step set state = 'failed' where acquisition_id = $1 and step = 'check-feasibility'",
        [acquisitionId],
      );
      return { acquisitionId, reason };
    case 'changeSettingsAction':
      return { timeZone: 'Europe/Berlin', appearance: 'dark' };
    default:
      return {};
  }
}

async function ask(
  name: string,
  role: RoleName,
  at: Stage,
  actor = personOf(role),
): Promise<string | undefined> {
  const query = found.queries.get(name);
  if (query === undefined) throw new Error(`there is no query ${name}`);
  try {
    await query({ actor, db: database.db }, ...argumentsOf(name, at));
    return 'ok';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

function argumentsOf(name: string, at: Stage): unknown[] {
  switch (name) {
    case 'findIncidents':
      return ['Stage'];
    case 'getIncident':
    case 'getIncidentTimeline':
    case 'listIncidentEvidence':
      return [at.incidentId];
    case 'getAcquireOptions':
      return [{ incidentId: at.incidentId, machineId: at.machineRowId, locker: testLocker }];
    case 'getAcquisition':
      return [at.acquisitionId];
    case 'getEvidenceItem':
    case 'getCustodyTimeline':
      return [at.evidenceId];
    case 'getLedgerEntry':
      return ['0'];
    case 'listIncidents':
      return [{ preset: 'all' }];
    case 'listLedgerEntries':
      return [];
    default:
      return [{}];
  }
}

async function fetchRoute(key: string, headers: Record<string, string>, at: Stage): Promise<Response> {
  const handler = found.routes.get(key);
  if (handler === undefined) throw new Error(`there is no route ${key}`);
  const [path = '', method = 'GET'] = key.split('/route.ts ');
  sent.headers = headers;
  sent.cookie = headers.cookie ?? null;
  const id = path.startsWith('api/evidence') ? at.evidenceId : at.acquisitionId;
  const body = method === 'POST' ? JSON.stringify(acquisitionForm(at)) : null;
  const request = new NextRequest(new URL(`/${path.replace('[id]', id)}?query=Stage`, publicUrl), {
    method,
    headers,
    body,
  });
  const response = await handler(request, { params: Promise.resolve({ id }) });
  await response.body?.cancel();
  return response;
}

async function modules(pattern: string): Promise<[string, Exports][]> {
  const files = globSync(pattern, { cwd: root }).sort();
  return await Promise.all(
    files.map(async (file): Promise<[string, Exports]> => [file, await import(`${root}${file}`)]),
  );
}

/** A query is an exported function that takes a viewer first. */
function takesViewer(value: unknown): value is Query {
  return typeof value === 'function' && /^(async )?function \w*\(\s*viewer\b/.test(value.toString());
}

function isProcedure(value: unknown): value is Parameters<typeof perform>[2] {
  return typeof value === 'object' && value !== null && 'permission' in value && 'run' in value;
}
