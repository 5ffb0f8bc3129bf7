import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import type { FrozenPolicy } from '../../lib/custody/access-policy.ts';
import type { PersonActor } from '../../lib/custody/actor.ts';
import type { TestDatabase } from './database.ts';
import { acquisitionRequest, analyst } from './facts.ts';

export const twoLeads: FrozenPolicy = {
  version: 1,
  approvals: 2,
  approvers: ['lead'],
  fallback: ['controller'],
  longestHours: 24,
  waitingDays: 7,
  stepUpMinutes: 15,
};

/** An incident with one item of evidence, in the custody of `custodian`. */
export async function itemInCustody(at: TestDatabase, custodian: PersonActor) {
  const incident = await at.register.record(analyst, ['incident.opened'], async (desk) => {
    const opened = await desk.openIncident({ title: 'Web shell', severity: 'high', openedBy: analyst });
    const detail = { number: opened.number, title: opened.title, severity: 'high', reason: 'seen by hand' };
    const stream = { kind: 'incident', id: opened.id } as const;
    return {
      events: [{ type: 'incident.opened', stream, subjects: [], reason: null, authority: null, detail }],
      result: opened,
    };
  });
  return await at.register.record(custodian, ['acquisition.requested'], async (desk) => {
    const { source, reason, authority, plan, readMode, ...rest } = acquisitionRequest(
      incident.id,
      randomUUID(),
    );
    const ids = await desk.createAcquisition({
      ...rest,
      ...{ source, reason, authority, plan, readMode },
      requester: custodian,
    });
    const { acquisitionId, evidenceId, exhibitNumber } = ids;
    const detail = { acquisitionId, exhibitNumber, incidentId: incident.id, source, reason, authority, plan };
    return {
      events: [
        {
          type: 'acquisition.requested',
          stream: { kind: 'evidence', id: evidenceId },
          subjects: [`incident:${incident.id}`, `acquisition:${acquisitionId}`],
          reason,
          authority,
          detail: { ...detail, readMode, consistencyNote: null, rehearsal: false },
        },
      ],
      result: { ...ids, incidentId: incident.id },
    };
  });
}

export interface Asked {
  readonly requester: string;
  readonly incidentId: string;
  readonly evidenceId: string;
  readonly policy?: FrozenPolicy;
  readonly expiresInMs?: number;
}

/** Puts a waiting request into the tables, as the application's own role does. */
export async function askForAccess(client: Client, asked: Asked): Promise<string> {
  const { requester, incidentId, evidenceId, policy = twoLeads, expiresInMs = 3_600_000 } = asked;
  const id = randomUUID();
  await client.query('begin');
  await client.query(
    `insert into access_request (id, number, requester_object_id, requester, incident_id, purpose, authority, mode,
       address_range, hours, state, policy_version, policy, created_at, expires_at)
     values ($1, $2, $3, '{}', $4, 'to examine it', '{}', 'download', '10.0.0.0/8', 4, 'waiting', 1, $5,
       now() - interval '1 day', now() + $6 * interval '1 millisecond')`,
    [id, `AR-${id}`, requester, incidentId, JSON.stringify(policy), expiresInMs],
  );
  await client.query('insert into access_request_item values ($1, $2)', [id, evidenceId]);
  await client.query('commit');
  return id;
}

export interface Decision {
  readonly request: string;
  readonly decision?: 'approve' | 'refuse';
  readonly by: string;
  readonly roles: readonly string[];
  readonly fallbackOpen?: boolean;
  readonly authenticatedAt?: Date | null;
}

/** One call of the database's function; answers with its outcome. */
export async function decide(client: Client, one: Decision): Promise<string> {
  const { request, decision = 'approve', by, roles, fallbackOpen = false } = one;
  const authenticatedAt = one.authenticatedAt === undefined ? new Date() : one.authenticatedAt;
  const { rows } = await client.query<{ outcome: string }>(
    'select outcome from decide_access_request($1, $2, $3, $4, $5, $6, null)',
    [request, decision, JSON.stringify({ objectId: by }), roles, fallbackOpen, authenticatedAt],
  );
  return rows[0]?.outcome ?? 'no row';
}

/** A waiting request for an item, which is sealed for it, past the procedures. `granted`: with a grant of its own. */
export async function askedOn(
  at: TestDatabase,
  { incidentId, evidenceId }: { readonly incidentId: string; readonly evidenceId: string },
  { requester = randomUUID() as string, granted = false } = {},
): Promise<string> {
  const id = randomUUID();
  const policy = { ...twoLeads, approvers: ['lead', 'controller'] };
  await at.asAdmin(
    "update evidence_item set state = 'sealed', size_bytes = 512, sha256 = repeat('0', 64) where id = $1",
    [evidenceId],
  );
  await at.asAdmin(
    `with asked as (insert into access_request (id, number, requester_object_id, requester, incident_id, purpose,
         authority, mode, address_range, hours, state, policy_version, policy, expires_at)
       values ($1, $2, $3, '{"displayName":"Somebody"}', $4, 'to examine it', '{}', 'download', '10.0.0.0/8', 4,
         'waiting', 1, $5, now() + interval '1 day') returning id)
     insert into access_request_item select id, $6::uuid from asked`,
    [id, `AR-${id}`, requester, incidentId, JSON.stringify(policy), evidenceId],
  );
  if (granted)
    await at.asAdmin(
      `insert into access_grant (id, request_id, grantee_object_id, mode, address_range, starts_at, ends_at)
       values (gen_random_uuid(), $1, $2, 'download', '10.0.0.0/8', now(), now() + interval '1 hour')`,
      [id, requester],
    );
  return id;
}
