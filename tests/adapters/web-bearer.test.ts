import { randomUUID } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { NextRequest } from 'next/server';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Runtime } from '../../lib/runtime/runtime.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { analyst } from '../support/facts.ts';
import { publicUrl, testRuntime } from '../support/portal.ts';
import { type SmallIssuer, smallIssuer } from '../support/small-issuer.ts';
import { acquisitionForm, stage } from '../support/stage.ts';

let wired: Runtime;
vi.mock('server-only', () => ({}));
vi.mock('../../lib/runtime/runtime.ts', () => ({ runtime: async () => wired }));

const { GET: incidents } = await import('../../app/api/incidents/route.ts');
const { POST: acquisitions } = await import('../../app/api/acquisitions/route.ts');

let database: TestDatabase;
let issuer: SmallIssuer;

beforeAll(async () => {
  [database, issuer] = await Promise.all([freshDatabase(), smallIssuer()]);
  wired = testRuntime(database, issuer);
});
afterAll(async () => {
  await Promise.all([database.close(), issuer.close()]);
});

describe('a shell with an access token', () => {
  it('asks as the person it was given to, and what it does is recorded as done from a shell', async () => {
    const at = await stage(database, { restricted: false });
    const person = randomUUID();
    const token = await issuer.sign(claims({ oid: person }));
    const response = await acquisitions(request('/api/acquisitions', token, acquisitionForm(at)));
    expect(response.status).toBe(202);
    const event = await database.db.custodyEvent.findFirstOrThrow({
      where: { actorObjectId: person, type: 'acquisition.requested' },
    });
    const body = JSON.parse(Buffer.from(event.body ?? '').toString('utf8'));
    expect(body.actor).toMatchObject({ objectId: person, via: 'shell' });
  });

  it('may do what the roles in its token allow, and no more', async () => {
    const at = await stage(database, { restricted: false });
    const token = await issuer.sign(claims({ roles: ['auditor'] }));
    expect((await acquisitions(request('/api/acquisitions', token, acquisitionForm(at)))).status).toBe(403);
  });

  const wrong: [string, Record<string, unknown>, number][] = [
    ['made for another audience', { aud: 'another-api' }, 401],
    ['of another issuer', { iss: 'https://login.example/other' }, 401],
    ['that ran out', { iat: seconds() - 7_200, exp: seconds() - 3_600 }, 401],
    ['that never runs out', { exp: undefined }, 401],
    ['given to a program that is not ours', { azp: 'another-client' }, 401],
    ['that is an ID token, which names no program', { azp: undefined }, 401],
    ['of another tenant', { tid: randomUUID() }, 403],
    ['without a role of ours', { roles: [] }, 403],
  ];
  it.each(wrong)('is refused with one %s', async (_, changes, status) => {
    const token = await issuer.sign(claims(changes));
    expect((await incidents(request('/api/incidents?query=x', token))).status).toBe(status);
  });

  it('is refused with one signed by another key', async () => {
    const token = await issuer.sign(claims(), { foreignKey: true });
    expect((await incidents(request('/api/incidents?query=x', token))).status).toBe(401);
  });

  it('is refused with one that is not signed at all', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${part({ alg: 'none' })}.${part(claims())}.`;
    expect((await incidents(request('/api/incidents?query=x', token))).status).toBe(401);
  });

  it('is told which field is wrong, and of no other failure more than it may know', async () => {
    const token = await issuer.sign(claims());
    const response = await acquisitions(request('/api/acquisitions', token, { reason: 'short' }));
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as { error: { fields: Record<string, string> } };
    expect(error.fields.reason).toContain('10 characters');
    expect(error.fields.incidentId).toBe('This is required.');
  });
});

function request(path: string, token: string, body?: object): NextRequest {
  return new NextRequest(new URL(path, publicUrl), {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: body === undefined ? null : JSON.stringify(body),
  });
}

function claims(changes: Record<string, unknown> = {}): JWTPayload {
  return {
    iss: issuer.url,
    aud: issuer.clientId,
    azp: 'holdfast-shell',
    sub: 'pairwise',
    iat: seconds(),
    exp: seconds() + 300,
    oid: randomUUID(),
    tid: analyst.tenantId,
    preferred_username: 'someone@holdfast.example',
    roles: ['analyst'],
    ...changes,
  };
}

function seconds(): number {
  return Math.floor(Date.now() / 1000);
}
