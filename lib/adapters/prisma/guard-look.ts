import type { Prisma } from '../../../prisma/generated/client.ts';
import type { PersonActor } from '../../custody/actor.ts';
import type { LockerProtection } from '../../custody/custody-event.ts';
import type { GuardState } from '../../custody/guard-drift.ts';
import { recordedEventOf } from '../../custody/recorded-event.ts';
import type {
  GuardActRecord,
  GuardedContainer,
  GuardLook,
  UnattributedChange,
} from '../../ports/guard-state.ts';
import type { ContainerGuard } from '../../ports/locker-policies.ts';
import { isUuid } from './ledger-look.ts';
import type { Transaction } from './transaction.ts';

/** Reads about guards, over a pool or inside a transaction. */
export function guardLook(tx: Transaction): GuardLook {
  return {
    guardOf: async (incidentId) => {
      if (!isUuid(incidentId)) return null;
      const incident = await tx.incident.findUnique({ where: { id: incidentId }, include: guardParts });
      return incident === null ? null : guardOfIncident(incident);
    },
    guardAct: async (id) => {
      const row = isUuid(id) ? await tx.guardAct.findUnique({ where: { id } }) : null;
      return row === null ? null : actRecord(row);
    },
    namedActs: (incidentId) => namedActs(tx, incidentId),
  };
}

async function namedActs(tx: Transaction, incidentId: string): Promise<ReadonlySet<string>> {
  const types = ['hold.change-attributed', 'hold.placed', 'retention.extended', 'control.act-done'];
  const rows = await tx.custodyEvent.findMany({
    where: { stream: incidentId, type: { in: types } },
    select: { body: true },
  });
  return new Set(
    rows.flatMap(({ body }) => {
      const event = recordedEventOf(body);
      if (event?.type === 'hold.change-attributed') return event.detail.correlationId;
      return event !== null && 'correlationIds' in event.detail ? event.detail.correlationIds : [];
    }),
  );
}

/** What must be loaded of an incident for its container's guard. */
const guardParts = {
  members: true,
  guards: true,
  guardActs: { where: { state: { not: 'failed' } }, orderBy: { createdAt: 'asc' } },
  evidence: {
    where: { rehearsal: false, state: 'sealed' },
    select: { protection: true, disposals: { where: { state: 'done' }, select: { id: true } } },
  },
} satisfies Prisma.IncidentInclude;

type GuardedIncident = Prisma.IncidentGetPayload<{ include: typeof guardParts }>;

function guardOfIncident(incident: GuardedIncident): GuardedContainer {
  const row = incident.guards.find(({ container }) => container === incident.container);
  return {
    container: incident.container,
    incidentId: incident.id,
    incidentNumber: incident.number,
    audience: incident.restricted ? incident.members.map(({ objectId }) => objectId) : null,
    exhibits: incident.evidence.filter(({ disposals }) => disposals.length === 0).length,
    // These columns hold JSON that only this register writes.
    recorded: onRecord((row?.recorded as unknown as GuardState | null | undefined) ?? null, incident),
    seen: (row?.seen as unknown as ContainerGuard | null | undefined) ?? null,
    unknownSince: row?.unknownSince?.toISOString() ?? null,
    differsSince: row?.differsSince?.toISOString() ?? null,
    unattributed: (row?.unattributed as unknown as readonly UnattributedChange[] | undefined) ?? [],
    acts: incident.guardActs.map(actRecord),
  };
}

/**
 * What was kept of the last look, and in any case what the seals of the items and the acts that are done promise: who only
 * changes the row of the look changes nothing of that.
 */
function onRecord(kept: GuardState | null, { evidence, guardActs }: GuardedIncident): GuardState | null {
  const seals = evidence.flatMap(({ protection }) =>
    protection === null ? [] : [protection as unknown as LockerProtection],
  );
  const done = guardActs.filter(({ state }) => state === 'done');
  const last = new Map(done.flatMap(({ kind, tag }) => (tag === null ? [] : [[tag, kind] as const])));
  if (kept === null && seals.length === 0) return null;
  const sealed = seals.flatMap(({ legalHoldTags }) => legalHoldTags.map((tag) => tag.toLowerCase()));
  const promised = [...sealed, ...last.keys()].filter((tag) => last.get(tag) !== 'clear-hold');
  const days = [kept?.days ?? 0, ...seals.map(({ retentionDays }) => retentionDays ?? 0)];
  return {
    tags: [...new Set([...(kept?.tags ?? []), ...promised])].toSorted(),
    policyState: seals.length > 0 ? 'Locked' : (kept?.policyState ?? null),
    days: kept?.days === null && seals.length === 0 ? null : Math.max(...days),
    appends: seals.length > 0 ? 'none' : (kept?.appends ?? null),
  };
}

type ActRow = Prisma.GuardActGetPayload<object>;

function actRecord(row: ActRow): GuardActRecord {
  return {
    id: row.id,
    incidentId: row.incidentId,
    container: row.container,
    kind: row.kind as GuardActRecord['kind'], // the database knows no other
    tag: row.tag,
    caseReference: row.caseReference,
    days: row.days,
    reason: row.reason,
    actor: row.actor as unknown as PersonActor,
    state: row.state as GuardActRecord['state'],
    problem: row.problem,
    createdAt: row.createdAt.toISOString(),
  };
}
