import { randomInt } from 'node:crypto';
import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { decideProposal, oneOther, type ProposalTry, proposed } from '../support/proposed.ts';
import { connectedTo } from '../support/with-client.ts';

let at: TestDatabase;
let client: Client;
beforeAll(async () => {
  at = await freshDatabase();
  client = await connectedTo(at.appUrl);
});
afterAll(async () => {
  await client?.end();
  await at?.close();
});

const decide = (one: ProposalTry) => decideProposal(client, one);
const lead = { by: 'lead-1', roles: ['lead'] };

describe('a decision on a proposal', () => {
  it('is refused with its reason, and leaves nothing behind', async () => {
    const proposal = await proposed(client, {
      proposer: 'proposer',
      needs: { ...oneOther, excluded: ['party'], oneOf: 'controller' },
    });
    const old = new Date(Date.now() - 16 * 60_000);
    const ahead = new Date(Date.now() + 3_600_000);
    const controller = { proposal, by: 'controller-1', roles: ['controller'] };
    const outcomes = [
      await decide({ proposal, by: 'proposer', roles: ['controller'] }),
      await decide({ proposal, by: 'party', roles: ['controller'] }),
      await decide({ proposal, by: 'auditor', roles: ['auditor'] }),
      await decide({ proposal, by: 'nobody', roles: [] }),
      await decide({ ...controller, authenticatedAt: old }),
      await decide({ ...controller, authenticatedAt: ahead }),
      await decide({ ...controller, authenticatedAt: null }),
      await decide({ ...controller, proposerRoles: [] }),
      await decide({ ...controller, proposerRoles: ['analyst'] }),
      await decide({ proposal, ...lead }),
      await decide({ ...controller, proposal: crypto.randomUUID() }),
    ];
    expect(outcomes).toEqual([
      'own-proposal',
      'excluded',
      'wrong-role',
      'wrong-role',
      'sign-in-too-old',
      'sign-in-too-old',
      'sign-in-too-old',
      'proposer-lost-role',
      'proposer-lost-role',
      'demanded-role-missing',
      'not-found',
    ]);
    expect(await at.db.proposalDecision.count({ where: { proposalId: proposal } })).toBe(0);
    expect(await decide(controller)).toBe('confirmed');
  });

  it('counts a person once where two must agree, and a demanded role wherever among them it is', async () => {
    const needs = { ...oneOther, deciders: 2, oneOf: 'controller' } as const;
    const first = await proposed(client, { needs });
    expect(await decide({ proposal: first, by: 'controller-1', roles: ['controller'] })).toBe('counted');
    expect(await decide({ proposal: first, by: 'controller-1', roles: ['controller'] })).toBe(
      'already-decided',
    );
    expect(await decide({ proposal: first, ...lead })).toBe('confirmed');
    const second = await proposed(client, { needs });
    expect(await decide({ proposal: second, ...lead })).toBe('counted');
    expect(await decide({ proposal: second, by: 'lead-2', roles: ['lead'] })).toBe('demanded-role-missing');
    expect(
      await decide({ proposal: second, by: 'lead-2', roles: ['lead'], proposerRoles: ['controller'] }),
    ).toBe('confirmed');
  });

  it('comes too late after a refusal, a withdrawal and the time to decide', async () => {
    const refused = await proposed(client);
    expect(await decide({ proposal: refused, ...lead, decision: 'refuse', proposerRoles: [] })).toBe(
      'refused',
    );
    expect(await decide({ proposal: refused, by: 'lead-2', roles: ['lead'] })).toBe('not-waiting');
    const withdrawn = await proposed(client);
    await client.query("select close_proposal($1, 'withdrawn')", [withdrawn]);
    expect(await decide({ proposal: withdrawn, ...lead })).toBe('not-waiting');
    const late = await proposed(client, { expiresInMs: -1 });
    expect(await decide({ proposal: late, ...lead })).toBe('expired');
  });

  it('and its effect are the functions’ alone: the application can write none of it, nor apply what it likes', async () => {
    const proposal = await proposed(client);
    for (const attack of [
      `insert into proposal_decision values ('${proposal}', 'lead-1', 'confirm', null, '{}', now())`,
      `update proposal set state = 'confirmed' where id = '${proposal}'`,
      `update proposal set needs = '{}' where id = '${proposal}'`,
      'delete from proposal_decision',
      `insert into control_version values ('retention-defaults', 9, '{}', '${proposal}')`,
      "insert into policy_version values (2, '{}')",
    ])
      await expect(at.as('app', attack), attack).rejects.toMatchObject({ code: '42501' });
    await expect(client.query('select apply_control($1)', [proposal])).rejects.toMatchObject({
      code: '23001',
    });
    await decide({ proposal, ...lead });
    // Confirmed, yet in another transaction: nothing is put in force afterwards.
    await expect(client.query('select apply_control($1)', [proposal])).rejects.toMatchObject({
      code: '23001',
    });
    const again = `update proposal set state = 'refused' where id = '${proposal}'`;
    await expect(at.asAdmin(again)).rejects.toMatchObject({ code: '23001' });
  });

  it('needs at least one other person, whatever a proposal asks for', async () => {
    const nobody = { ...oneOther, deciders: 0 } as unknown as typeof oneOther;
    await expect(proposed(client, { needs: nobody })).rejects.toMatchObject({ code: '23514' });
    for (const missing of ['deciders', 'roles', 'proposerRoles', 'excluded', 'oneOf', 'stepUpMinutes']) {
      const needs = { ...oneOther, [missing]: undefined };
      await expect(proposed(client, { needs: needs as never }), missing).rejects.toMatchObject({
        code: '23514',
      });
    }
    await expect(proposed(client, { needs: { ...oneOther, roles: [] } })).rejects.toMatchObject({
      code: '23514',
    });
  });
});

describe('sixteen clients that decide at random', () => {
  const people = [
    { by: 'proposer', roles: ['controller'] },
    { by: 'party', roles: ['lead'] },
    { by: 'auditor', roles: ['auditor'] },
    { by: 'lead-1', roles: ['lead'] },
    { by: 'lead-2', roles: ['lead'] },
    { by: 'controller-1', roles: ['controller'] },
    { by: 'controller-2', roles: ['controller'] },
  ];

  it('never confirm with fewer others than needed, without the demanded role, by the wrong people, or twice', async () => {
    const proposals: string[] = [];
    for (let i = 0; i < 400; i += 1) {
      const deciders = randomInt(1, 3) as 1 | 2;
      const needs = { ...oneOther, deciders, oneOf: 'controller', excluded: ['party'] } as const;
      proposals.push(await proposed(client, { proposer: 'proposer', needs }));
    }
    const outcomes = new Set<string>();
    const oneClient = async () => {
      const own = await connectedTo(at.appUrl);
      for (const proposal of proposals) {
        const who = people[randomInt(people.length)];
        if (who === undefined) throw new Error('nobody decides');
        const decision = randomInt(12) === 0 ? 'refuse' : 'confirm';
        outcomes.add(await decideProposal(own, { proposal, decision, ...who }));
      }
      await own.end();
    };
    await Promise.all(Array.from({ length: 16 }, oneClient));
    expect([...outcomes].toSorted()).toEqual([
      'already-decided',
      'confirmed',
      'counted',
      'demanded-role-missing',
      'excluded',
      'not-waiting',
      'own-proposal',
      'refused',
      'wrong-role',
    ]);
    const judged = await at.asAdmin<{ wrong: number; confirmed: number }>(
      `select count(*) filter (where (state = 'confirmed') <> (agreed = needed) or (state = 'refused') <> (refusals = 1)
           or refusals > 1 or agreed > needed or strangers > 0 or later > 0
           or (state = 'confirmed' and controllers = 0))::int as wrong,
         count(*) filter (where state = 'confirmed')::int as confirmed
       from (
         select p.state, (p.needs ->> 'deciders')::int as needed,
           (select count(*) from proposal_decision d where d.proposal_id = p.id and d.decision = 'confirm') as agreed,
           (select count(*) from proposal_decision d where d.proposal_id = p.id and d.decision = 'refuse') as refusals,
           (select count(*) from proposal_decision d where d.proposal_id = p.id
              and d.decider -> 'roles' ? 'controller') as controllers,
           (select count(*) from proposal_decision d where d.proposal_id = p.id
              and d.decider_object_id in ('proposer', 'party', 'auditor')) as strangers,
           (select count(*) from proposal_decision d where d.proposal_id = p.id and d.decided_at > p.decided_at) as later
         from proposal p where p.id = any($1::uuid[])
       ) one`,
      [proposals],
    );
    expect(judged[0]?.wrong).toBe(0);
    expect(judged[0]?.confirmed).toBeGreaterThan(100);
  });
});
