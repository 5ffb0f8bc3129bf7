import { randomInt } from 'node:crypto';
import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askForAccess, decide, itemInCustody, twoLeads } from '../support/asked-access.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { analyst } from '../support/facts.ts';
import { connectedTo } from '../support/with-client.ts';

const requester = 'requester';
const custodian = { ...analyst, objectId: 'custodian', roles: ['lead'] as const };

let at: TestDatabase;
let client: Client;
let place: { readonly incidentId: string; readonly evidenceId: string };
beforeAll(async () => {
  at = await freshDatabase();
  client = await connectedTo(at.appUrl);
  place = await itemInCustody(at, custodian);
});
afterAll(async () => {
  await client?.end();
  await at?.close();
});

const ask = (change: object = {}) => askForAccess(client, { requester, ...place, ...change });
const state = async (id: string) =>
  (await at.db.accessRequest.findUniqueOrThrow({ where: { id }, include: { grant: true } })) ?? null;

describe('a decision', () => {
  it('makes a grant only with the last approval that the policy asks for, for as long as was asked', async () => {
    const request = await ask();
    expect(await decide(client, { request, by: 'lead-1', roles: ['lead'] })).toBe('approved');
    expect((await state(request)).grant).toBeNull();
    expect(await decide(client, { request, by: 'lead-2', roles: ['lead'] })).toBe('granted');
    const { grant, ...asked } = await state(request);
    expect(asked.state).toBe('granted');
    expect(grant).toMatchObject({ granteeObjectId: requester, mode: 'download', addressRange: '10.0.0.0/8' });
    expect(Number(grant?.endsAt) - Number(grant?.startsAt)).toBe(4 * 3_600_000);
  });

  it('is refused with its reason, and leaves nothing behind', async () => {
    const request = await ask();
    const old = new Date(Date.now() - 16 * 60_000);
    const ahead = new Date(Date.now() + 3_600_000);
    const outcomes = [
      await decide(client, { request, by: requester, roles: ['lead'] }),
      await decide(client, { request, by: custodian.objectId, roles: ['lead'] }),
      await decide(client, { request, by: 'auditor', roles: ['auditor'] }),
      await decide(client, { request, by: 'nobody', roles: [] }),
      await decide(client, { request, by: 'controller-1', roles: ['controller'] }),
      await decide(client, { request, by: 'lead-1', roles: ['lead'], authenticatedAt: old }),
      await decide(client, { request, by: 'lead-1', roles: ['lead'], authenticatedAt: ahead }),
      await decide(client, { request, by: 'lead-1', roles: ['lead'], authenticatedAt: null }),
      await decide(client, { request: crypto.randomUUID(), by: 'lead-1', roles: ['lead'] }),
    ];
    expect(outcomes).toEqual([
      'own-request',
      'custodian',
      'wrong-role',
      'wrong-role',
      'wrong-role',
      'sign-in-too-old',
      'sign-in-too-old',
      'sign-in-too-old',
      'not-found',
    ]);
    expect(await at.db.accessDecision.count({ where: { requestId: request } })).toBe(0);
  });

  it('counts a person once, and a fallback role only while too few of the others can decide', async () => {
    const request = await ask();
    expect(await decide(client, { request, by: 'lead-1', roles: ['lead'] })).toBe('approved');
    expect(await decide(client, { request, by: 'lead-1', roles: ['lead'] })).toBe('already-decided');
    const controller = { request, by: 'controller-1', roles: ['controller'] };
    expect(await decide(client, controller)).toBe('wrong-role');
    expect(await decide(client, { ...controller, fallbackOpen: true })).toBe('granted');
  });

  it('comes too late after a refusal, a withdrawal and the time to decide', async () => {
    const lead = { by: 'lead-1', roles: ['lead'] };
    const refused = await ask();
    expect(await decide(client, { request: refused, ...lead, decision: 'refuse' })).toBe('refused');
    expect(await decide(client, { request: refused, by: 'lead-2', roles: ['lead'] })).toBe('not-waiting');
    const withdrawn = await ask();
    await client.query("select close_access_request($1, 'withdrawn')", [withdrawn]);
    expect(await decide(client, { request: withdrawn, ...lead })).toBe('not-waiting');
    const late = await ask({ expiresInMs: -1 });
    expect(await decide(client, { request: late, ...lead })).toBe('expired');
    expect((await state(late)).state).toBe('waiting'); // until the expiry itself is recorded
  });

  it('is made by the function alone: the application can write neither decision nor grant nor state', async () => {
    const request = await ask();
    const denial = { code: '42501' };
    const now = "now(), now() + interval '1 hour'";
    for (const attack of [
      `insert into access_decision values ('${request}', 'lead-1', 'approve', null, '{}', now())`,
      `insert into access_grant values (gen_random_uuid(), '${request}', '${requester}', 'download', '::/16', ${now})`,
      `update access_request set state = 'granted' where id = '${request}'`,
      `update access_grant set ends_at = ends_at + interval '1 year'`,
      'delete from access_decision',
      "insert into policy_version values (2, '{}')",
    ])
      await expect(at.as('app', attack), attack).rejects.toMatchObject(denial);
  });

  it('is about what was asked: no item is added later, no request begins as granted, no end is taken back', async () => {
    const request = await ask();
    const final = { code: '23001' };
    const other = (await itemInCustody(at, custodian)).evidenceId;
    const add = `insert into access_request_item values ('${request}', '${other}')`;
    await expect(at.as('app', add)).rejects.toMatchObject(final);
    const copy = `insert into access_request select gen_random_uuid(), 'AR-x', requester_object_id, requester,
      incident_id, purpose, authority, mode, address_range, hours, 'granted', policy_version, policy, created_at,
      expires_at, now() from access_request where id = '${request}'`;
    await expect(at.as('app', copy)).rejects.toMatchObject(final);
    await client.query("select close_access_request($1, 'withdrawn')", [request]);
    const again = `update access_request set state = 'granted' where id = '${request}'`;
    await expect(at.asAdmin(again)).rejects.toMatchObject(final);
  });
});

describe('sixteen clients that decide at random', () => {
  const clients = 16;
  const rounds = 1_000;
  const people = [
    { by: requester, roles: ['lead'] },
    { by: custodian.objectId, roles: ['lead'] },
    { by: 'auditor', roles: ['auditor'] },
    { by: 'lead-1', roles: ['lead'] },
    { by: 'lead-2', roles: ['lead'] },
    { by: 'lead-3', roles: ['lead'] },
    { by: 'controller-1', roles: ['controller'] },
  ];

  it('never make a grant with fewer approvals than asked for, by the wrong people, after a refusal, or twice', async () => {
    const requests: string[] = [];
    for (let i = 0; i < rounds; i += 1)
      requests.push(await ask({ policy: { ...twoLeads, approvals: randomInt(1, 4) } }));
    const outcomes = new Set<string>();
    const oneClient = async () => {
      const own = await connectedTo(at.appUrl);
      for (const request of requests) {
        const who = people[randomInt(people.length)];
        if (who === undefined) throw new Error('nobody decides');
        const decision = randomInt(10) === 0 ? 'refuse' : 'approve';
        outcomes.add(await decide(own, { request, decision, ...who, fallbackOpen: randomInt(8) === 0 }));
      }
      await own.end();
    };
    await Promise.all(Array.from({ length: clients }, oneClient));

    expect([...outcomes].toSorted()).toEqual([
      'already-decided',
      'approved',
      'custodian',
      'granted',
      'not-waiting',
      'own-request',
      'refused',
      'wrong-role',
    ]);
    const judged = await at.asAdmin<{ wrong: number; grants: number; refused: number }>(
      `select count(*) filter (where
           (state = 'granted') <> (grants = 1) or grants > 1
           or (state = 'granted') <> (approvals >= needed) or (state = 'granted' and approvals <> needed)
           or (state = 'refused') <> (refusals = 1) or refusals > 1
           or strangers > 0 or later > 0)::int as wrong,
         count(*) filter (where state = 'granted')::int as grants,
         count(*) filter (where state = 'refused')::int as refused
       from (
         select r.state, (r.policy ->> 'approvals')::int as needed,
           (select count(*) from access_grant g where g.request_id = r.id) as grants,
           (select count(*) from access_decision d where d.request_id = r.id and d.decision = 'approve') as approvals,
           (select count(*) from access_decision d where d.request_id = r.id and d.decision = 'refuse') as refusals,
           (select count(*) from access_decision d where d.request_id = r.id
              and d.approver_object_id in ('${requester}', '${custodian.objectId}', 'auditor')) as strangers,
           (select count(*) from access_decision d where d.request_id = r.id and d.decided_at > r.decided_at) as later
         from access_request r where r.id = any($1::uuid[])
       ) one`,
      [requests],
    );
    expect(judged[0]?.wrong).toBe(0);
    expect(judged[0]?.grants).toBeGreaterThan(100);
    expect(judged[0]?.refused).toBeGreaterThan(100);
  });
});
