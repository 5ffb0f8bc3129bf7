import { fromPrisma } from 'pg-boss';
import type { Prisma } from '../../../prisma/generated/client.ts';
import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { LockerProtection } from '../../custody/custody-event.ts';
import type { GuardState } from '../../custody/guard-drift.ts';
import type {
  GuardActRecord,
  GuardChecks,
  GuardDesk,
  GuardedContainer,
  GuardKept,
  GuardLook,
  GuardReport,
  NewGuardAct,
  UnattributedChange,
} from '../../ports/guard-state.ts';
import type { ContainerGuard } from '../../ports/locker-policies.ts';
import type { Database } from './client.ts';
import { throwingCustodyErrors } from './database-error.ts';
import type { JobSender } from './desk-steps.ts';
import { jsonColumn } from './json-column.ts';
import { isUuid } from './ledger-look.ts';
import type { Transaction } from './transaction.ts';
import { uuidV7 } from './uuid-v7.ts';

/** Turns and readings of the containers' guards. See the port for the rules. */
export function guardChecks(db: Database): GuardChecks {
  return {
    claimGuardRound: (account, everyMs) => throwingCustodyErrors(() => claim(db, account, everyMs)),
    guardedContainers: () => throwingCustodyErrors(() => guardedContainers(db)),
    reportGuard: (of, report) => throwingCustodyErrors(() => reportGuard(db, of, report)),
  };
}

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
  };
}

/** The desk's drawer for acts on guards, inside one transaction. */
export function guardDesk(tx: Transaction, jobs: JobSender): GuardDesk {
  return {
    lockIncident: async (incidentId) => {
      await tx.$queryRaw`select 1 as locked from incident where id = ${incidentId}::uuid for update`;
    },
    openGuardAct: (act) => openGuardAct(tx, jobs, act),
    finishGuardAct: async (id, end, problem) => {
      const { count } = await tx.guardAct.updateMany({
        where: { id, state: { in: ['waiting', 'waits-for-controller'] } },
        data: { state: end, problem, finishedAt: new Date() },
      });
      return count === 1;
    },
    saveGuard: (of, kept) => saveGuard(tx, of, kept),
  };
}

/** Two workers may ask at once: whoever inserts or updates the row first has it. */
async function claim(db: Database, account: string, everyMs: number): Promise<boolean> {
  const claimed = await db.$executeRaw`
    insert into guard_round as r (account, tried_at) values (${account}, clock_timestamp())
    on conflict (account) do update set tried_at = excluded.tried_at
    where r.tried_at <= excluded.tried_at - make_interval(secs => ${everyMs / 1000}::float8)`;
  return claimed > 0;
}

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

async function guardedContainers(db: Database): Promise<readonly GuardedContainer[]> {
  const incidents = await db.incident.findMany({
    where: {
      OR: [{ evidence: { some: { rehearsal: false, state: 'sealed' } } }, { guardActs: { some: {} } }],
    },
    include: guardParts,
  });
  const tried = (one: GuardedIncident) =>
    one.guards.find(({ container }) => container === one.container)?.triedAt.getTime() ?? 0;
  return incidents.toSorted((a, b) => tried(a) - tried(b)).map(guardOfIncident);
}

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
  const placed = done.flatMap(({ kind, tag }) => (kind === 'place-hold' && tag !== null ? [tag] : []));
  const lifted = done.flatMap(({ kind, tag }) => (kind === 'clear-hold' && tag !== null ? [tag] : []));
  if (kept === null && seals.length === 0) return null;
  const sealed = seals.flatMap(({ legalHoldTags }) => legalHoldTags.map((tag) => tag.toLowerCase()));
  const promised = [...sealed, ...placed].filter((tag) => !lifted.includes(tag));
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

async function reportGuard(db: Database, of: GuardedContainer, report: GuardReport): Promise<void> {
  const { container, incidentId } = of;
  const now = new Date();
  switch (report.kind) {
    case 'read': {
      const seen = { seen: jsonColumn(report.guard), readAt: new Date(report.guard.readAt) };
      const row = { ...seen, triedAt: now, unknownSince: null, problem: null };
      await db.containerGuard.upsert({
        where: { container },
        create: { container, incidentId, ...row },
        update: row,
      });
      return;
    }
    case 'unknown': {
      const row = { triedAt: now, problem: report.problem };
      await db.containerGuard.upsert({
        where: { container },
        create: { container, incidentId, unknownSince: now, ...row },
        update: of.unknownSince === null ? { unknownSince: now, ...row } : row,
      });
    }
  }
}

async function saveGuard(tx: Transaction, of: GuardedContainer, kept: GuardKept): Promise<void> {
  const { container, incidentId } = of;
  const now = new Date();
  // Two workers that saw the same change take turns; the second finds another reading than it began with.
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`guard/${container}`}, 0))`;
  const row = await tx.containerGuard.findUnique({ where: { container }, select: { seen: true } });
  const seen = (row?.seen ?? null) as unknown as ContainerGuard | null;
  if ((seen?.readAt ?? null) !== (of.seen?.readAt ?? null))
    throw new CustodyError('conflict', 'Another worker read this container since.');
  const differsSince = of.differsSince === null ? now : new Date(of.differsSince);
  const written = {
    recorded: jsonColumn(kept.recorded),
    seen: jsonColumn(kept.seen),
    readAt: new Date(kept.seen.readAt),
    triedAt: now,
    unknownSince: null,
    problem: null,
    differsSince: kept.differs ? differsSince : null,
    unattributed: jsonColumn(kept.unattributed),
  };
  await tx.containerGuard.upsert({
    where: { container },
    create: { container, incidentId, ...written },
    update: written,
  });
}

async function openGuardAct(tx: Transaction, jobs: JobSender, asked: NewGuardAct) {
  const { incidentId, container, act, reason, actor } = asked;
  const id = uuidV7();
  const waits = act.kind === 'clear-hold';
  await tx.guardAct.create({
    data: {
      ...{ id, incidentId, container, reason, kind: act.kind },
      actor: jsonColumn(actor),
      state: waits ? 'waits-for-controller' : 'waiting',
      tag: act.kind === 'extend-retention' ? null : act.tag,
      days: act.kind === 'extend-retention' ? act.days : null,
      caseReference: referenceOf(act),
    },
  });
  if (!waits) await jobs.send('change-guard', { actId: id }, { singletonKey: id, db: fromPrisma(tx) });
  return { id };
}

function referenceOf(act: NewGuardAct['act']): string | null {
  switch (act.kind) {
    case 'place-hold':
      return act.caseReference;
    case 'extend-retention':
      return null;
    case 'clear-hold':
      return act.proposal;
  }
}
