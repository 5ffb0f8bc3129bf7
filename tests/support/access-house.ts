import type { PersonActor } from '../../lib/custody/actor.ts';
import { approveRequest } from '../../lib/procedures/access/approve-request.ts';
import { requestAccess } from '../../lib/procedures/access/request-access.ts';
import type { Procedure } from '../../lib/procedures/procedure.ts';
import { perform } from '../../lib/web/perform.ts';
import { itemInCustody } from './asked-access.ts';
import { freshDatabase } from './database.ts';
import { personOf, tenant, testRuntime } from './portal.ts';

export const reason = 'To examine the web shell.';
export const authority = { type: 'internal-policy', number: 'IR-7', validFrom: null, validUntil: null };

export type AccessHouse = Awaited<ReturnType<typeof openAccessHouse>>;
type Tenant = Awaited<ReturnType<typeof tenantWith>>;

/** A database, and the procedures of access as a door calls them. */
export async function openAccessHouse() {
  const at = await freshDatabase();
  const { context } = testRuntime(at);
  const run = <I, R>(actor: PersonActor, procedure: Procedure<I, R>, input: unknown) =>
    perform(context, actor, procedure, input);
  return {
    at,
    run,
    newTenant: () => tenantWith(at),
    async asked({ incidentId, evidenceId, investigator }: Tenant, change: object = {}) {
      const { by = investigator, ...form } = change as { by?: PersonActor };
      const input = {
        ...{ incidentId, evidenceIds: [evidenceId], purpose: reason, authority, mode: 'download' },
        ...{ addressRange: '10.0.0.0/8', hours: '4' },
        ...form,
      };
      return (await run(by, requestAccess, input)).id;
    },
    approve: (actor: PersonActor, requestId: string, comment: string | null = null) =>
      run(actor, approveRequest, { requestId, comment }),
    stateOf: async (id: string) => (await at.db.accessRequest.findUniqueOrThrow({ where: { id } })).state,
    async facts(evidenceId: string) {
      const rows = await at.db.custodyEvent.findMany({
        where: { stream: evidenceId, type: { startsWith: 'access.' } },
        orderBy: { n: 'asc' },
      });
      return rows.map(({ body, type }) => ({ type, event: JSON.parse(Buffer.from(body ?? '').toString()) }));
    },
    notesOf: async ({ objectId }: PersonActor) =>
      (await at.db.notification.findMany({ where: { objectId } })).map(({ title }) => title),
    async deniedTo({ objectId }: PersonActor) {
      const rows = await at.db.custodyEvent.findMany({
        where: { actorObjectId: objectId, type: 'access.denied' },
      });
      return rows.map(({ body }) => JSON.parse(Buffer.from(body ?? '').toString()));
    },
    /** Moves a request, or a grant, eight days into the past, as only the owner of the server could. */
    async age(table: 'access_request' | 'access_grant', id: string) {
      const [from, until, key] =
        table === 'access_request'
          ? ['created_at', 'expires_at', 'id']
          : ['starts_at', 'ends_at', 'request_id'];
      await at.asAdmin(
        `alter table ${table} disable trigger guard; update ${table}
         set ${from} = ${from} - interval '8 days', ${until} = ${until} - interval '8 days' where ${key} = '${id}';
         alter table ${table} enable always trigger guard`,
      );
    },
  };
}

/** Somebody who has just signed in. */
export function present(role: string, change: Partial<PersonActor> = {}): PersonActor {
  return { ...personOf(role), authenticatedAt: new Date().toISOString(), ...change };
}

/** Two leads, two controllers, who asks, and who has custody of one sealed item. */
async function tenantWith(at: Awaited<ReturnType<typeof freshDatabase>>) {
  tenant.clear();
  const custodian = present('analyst');
  const place = await itemInCustody(at, custodian);
  await at.asAdmin(
    "update evidence_item set state = 'sealed', size_bytes = 512, sha256 = repeat('0', 64) where id = $1",
    [place.evidenceId],
  );
  return {
    ...place,
    custodian,
    investigator: present('analyst'),
    leads: [present('lead', { displayName: 'Lead 1' }), present('lead', { displayName: 'Lead 2' })] as const,
    controllers: [present('controller'), present('controller')] as const,
  };
}
