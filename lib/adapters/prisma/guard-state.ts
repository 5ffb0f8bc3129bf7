import { fromPrisma } from 'pg-boss';
import { CustodyError } from '../../custody/custody-error.ts';
import type {
  GuardChecks,
  GuardDesk,
  GuardedContainer,
  GuardKept,
  GuardReport,
  GuardTurn,
  NewGuardAct,
} from '../../ports/guard-state.ts';
import type { ContainerGuard } from '../../ports/locker-policies.ts';
import type { Database } from './client.ts';
import { throwingCustodyErrors } from './database-error.ts';
import type { JobSender } from './desk-steps.ts';
import { jsonColumn } from './json-column.ts';
import type { Transaction } from './transaction.ts';
import { uuidV7 } from './uuid-v7.ts';

/** Turns and readings of the containers' guards. See the port for the rules. */
export function guardChecks(db: Database): GuardChecks {
  return {
    claimGuardRound: (account, everyMs) => throwingCustodyErrors(() => claim(db, account, everyMs)),
    guardTurns: () => throwingCustodyErrors(() => guardTurns(db)),
    reportGuard: (of, report) => throwingCustodyErrors(() => reportGuard(db, of, report)),
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

/** One small row each: there may be thousands, and all but a few of them are not due. */
function guardTurns(db: Database): Promise<readonly GuardTurn[]> {
  return db.$queryRaw<GuardTurn[]>`
    select i.id::text as "incidentId", i.container,
      g.seen is null or g.differs_since is not null or g.unknown_since is not null or exists (
        select from guard_act a where a.incident_id = i.id and a.state = 'waits-for-controller') as urgent,
      coalesce(jsonb_array_length(g.seen -> 'hold'), 0) > 0 as "hasHold",
      coalesce(jsonb_typeof(g.seen -> 'policy'), 'null') <> 'null' as "hasPolicy",
      coalesce(g.unattributed, '[]') as unattributed
    from incident i left join container_guard g on g.container = i.container
    where exists (select from evidence_item e where e.incident_id = i.id and e.state = 'sealed' and not e.rehearsal)
      or exists (select from guard_act a where a.incident_id = i.id)
    order by g.tried_at nulls first, i.id`;
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
