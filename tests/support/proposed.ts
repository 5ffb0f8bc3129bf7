import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import type { ProposalNeeds } from '../../lib/custody/proposal.ts';
import type { TestDatabase } from './database.ts';

export const oneOther: ProposalNeeds = {
  deciders: 1,
  roles: ['lead', 'controller'],
  oneOf: null,
  proposerRoles: ['lead', 'controller'],
  excluded: [],
  stepUpMinutes: 15,
  twoControllers: false,
  waitingDays: 7,
};

interface Made {
  readonly proposer?: string;
  readonly incidentId?: string | null;
  readonly needs?: ProposalNeeds;
  readonly expiresInMs?: number;
}

const insert = `insert into proposal (id, number, kind, key, title, subject_kind, subject_id, subjects, incident_id,
    before, after, changes, reason, proposed_by, proposer, needs, state, created_at, expires_at)
  values ($1::uuid, $2, 'retention-defaults', $2, 'Retention of new incidents', 'proposal', $1::uuid::text, '{}', $3,
    '{"version":0,"retentionDays":30}', '{"retentionDays":31}', '[]', 'Agreed by both of them.', $4::text,
    jsonb_build_object('objectId', $4::text, 'displayName', 'Somebody'), $5, 'waiting', now() - interval '1 day',
    now() + $6 * interval '1 millisecond')`;

/** Puts a waiting proposal into the table, past the procedures, as the application's own role may. */
export async function proposed(client: Pick<Client, 'query'>, made: Made = {}): Promise<string> {
  const id = randomUUID();
  await client.query(insert, valuesOf(id, made));
  return id;
}

/** The same through the administrator of a test database. */
export async function proposedIn(at: TestDatabase, made: Made = {}): Promise<string> {
  const id = randomUUID();
  await at.asAdmin(insert, valuesOf(id, made));
  return id;
}

function valuesOf(id: string, made: Made): unknown[] {
  const { proposer = randomUUID(), incidentId = null, needs = oneOther, expiresInMs = 3_600_000 } = made;
  return [id, `PR-${id}`, incidentId, proposer, JSON.stringify(needs), expiresInMs];
}

export interface ProposalTry {
  readonly proposal: string;
  readonly decision?: 'confirm' | 'refuse';
  readonly by: string;
  readonly roles: readonly string[];
  readonly proposerRoles?: readonly string[];
  readonly authenticatedAt?: Date | null;
}

/** One call of the database's function; answers with its outcome. */
export async function decideProposal(client: Client, one: ProposalTry): Promise<string> {
  const { proposal, decision = 'confirm', by, roles, proposerRoles = ['lead'] } = one;
  const authenticatedAt = one.authenticatedAt === undefined ? new Date() : one.authenticatedAt;
  const { rows } = await client.query<{ outcome: string }>(
    'select outcome from decide_proposal($1, $2, $3, $4, $5, $6, null)',
    [proposal, decision, JSON.stringify({ objectId: by }), roles, proposerRoles, authenticatedAt],
  );
  return rows[0]?.outcome ?? 'no row';
}
