import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { FindingKind, ReconciledLog } from '../../custody/reconciliation-event.ts';
import type {
  LogMark,
  NewFinding,
  OpenFinding,
  ReconciliationChecks,
  ReconciliationDesk,
  UnusedGrant,
} from '../../ports/reconciliation-state.ts';
import { arrivedEvents } from '../../reconcile/find-gaps.ts';
import { expectedCalls } from '../../reconcile/recorded-calls.ts';
import type { Database } from './client.ts';
import { throwingCustodyErrors } from './database-error.ts';
import { jsonColumn } from './json-column.ts';
import { callsSince, knownFacts, tracedEvents } from './ledger-knowledge.ts';
import { recordHash, saveReading } from './save-reading.ts';
import { inTransaction, type Transaction } from './transaction.ts';
import { firstUuidOf } from './uuid-v7.ts';

const firstReachMs = 24 * 3_600_000; // how far back the first reading of a log looks

/** Marks, judged records and findings of reconciliation. See the port for the rules. */
export function reconciliationChecks(db: Database): ReconciliationChecks {
  return {
    claimReconciliation: (log, everyMs) => throwingCustodyErrors(() => claim(db, log, everyMs)),
    logMark: (log) => throwingCustodyErrors(() => db.reconciliationLog.findUnique({ where: { log } })),
    sourceSubscriptions: () => throwingCustodyErrors(() => sourceSubscriptions(db)),
    knownFacts: (question) => throwingCustodyErrors(() => knownFacts(db, question)),
    unseenRecords: (log, ids) => throwingCustodyErrors(() => unseen(db, log, ids)),
    newFindingKeys: (keys) => throwingCustodyErrors(() => newKeys(db, keys)),
    keepReading: (reading) => inTransaction(db, (tx) => saveReading(tx, reading)),
    keepUnread: (log, problem) => throwingCustodyErrors(() => keepUnread(db, log, problem)),
    expectedCalls: (from, to) => throwingCustodyErrors(() => expectedIn(db, from, to)),
    recordedCallsSince: (from) => throwingCustodyErrors(() => callsSince(db, from)),
    openFindings: (since) => throwingCustodyErrors(() => openFindings(db, since)),
    unusedGrants: (from, to) => throwingCustodyErrors(() => unusedGrants(db, from, to)),
    usedGrants: (ids) => throwingCustodyErrors(() => usedGrants(db, ids)),
  };
}

/** The desk's drawer for findings, inside one transaction. */
export function reconciliationDesk(tx: Transaction): ReconciliationDesk {
  return {
    saveReading: (reading) => saveReading(tx, reading),
    openFinding: (finding) => openFinding(tx, finding),
    explainFinding: async (id, by) => {
      const { count } = await tx.reconciliationFinding.updateMany({
        where: { id, state: 'open' },
        data: { state: 'explained', explainedAt: new Date(), explainedBy: by },
      });
      if (count === 0) throw new CustodyError('conflict', 'This finding is explained already.');
    },
    finding: async (id) => {
      const row = await tx.reconciliationFinding.findUnique({ where: { id } });
      return row === null ? null : findingOf(row);
    },
    noteFinding: async (findingId, { noteId, ...note }) => {
      await tx.reconciliationNote.create({ data: { id: noteId, findingId, ...note } });
    },
  };
}

/** Two workers may ask at once: whoever inserts or updates the row first has it. */
async function claim(db: Database, log: string, everyMs: number): Promise<LogMark | null> {
  const rows = await db.$queryRaw<LogMark[]>`
    insert into reconciliation_log as r (log, begun_at, tried_at)
    select ${log}, greatest(coalesce((select occurred_at from custody_event order by id limit 1), now()),
      now() - make_interval(secs => ${firstReachMs / 1000}::float8)), clock_timestamp()
    on conflict (log) do update set tried_at = excluded.tried_at
    where r.tried_at <= excluded.tried_at - make_interval(secs => ${everyMs / 1000}::float8)
    returning begun_at as "begunAt", read_to as "readTo", swept_at as "sweptAt"`;
  return rows[0] ?? null;
}

async function sourceSubscriptions(db: Database): Promise<readonly string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    select distinct split_part(disk_resource_id, '/', 3) as id from acquisition
    where disk_resource_id like '/subscriptions/%' order by 1`;
  return rows.map(({ id }) => id);
}

async function unseen(db: Database, log: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const byHash = new Map(ids.map((id) => [recordHash(id).toString('hex'), id]));
  const hashes = [...byHash.keys()].map((hex) => Buffer.from(hex, 'hex'));
  const rows = await db.$queryRaw<{ id: Uint8Array }[]>`
    select id from reconciliation_record where log = ${log} and id = any(${hashes}::bytea[])`;
  for (const { id } of rows) byHash.delete(Buffer.from(id).toString('hex'));
  return new Set(byHash.values());
}

async function newKeys(db: Database, keys: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db.reconciliationFinding.findMany({
    where: { key: { in: [...keys] } },
    select: { key: true },
  });
  const known = new Set(rows.map(({ key }) => key));
  return new Set(keys.filter((key) => !known.has(key)));
}

async function keepUnread(
  db: Database,
  log: string,
  { why, words }: { readonly why: string; readonly words: string },
): Promise<void> {
  await db.$executeRaw`
    update reconciliation_log
    set why = ${why}, problem = ${words}, problem_since = coalesce(problem_since, clock_timestamp())
    where log = ${log}`;
}

async function expectedIn(db: Database, from: Date, to: Date) {
  const expected = (await tracedEvents(db, from, to)).flatMap(expectedCalls);
  const rows = await db.reconciliationArrival.findMany({
    where: { eventId: { in: expected.map(({ eventId }) => eventId) } },
  });
  const seenIn = (kind: ReconciledLog) =>
    arrivedEvents(
      expected.filter(({ log }) => log === kind),
      new Set(rows.filter((row) => row.kind === kind).map(({ eventId }) => eventId)),
    );
  return { expected, arrived: { blob: seenIn('blob'), activity: seenIn('activity') } };
}

async function openFinding(tx: Transaction, { id, key, evidenceId, incidentId, detail }: NewFinding) {
  const { kind, log, at, until, azure, ledger, coverage } = detail;
  const { count } = await tx.reconciliationFinding.createMany({
    data: [
      {
        ...{ id, key, kind, log, evidenceId, incidentId },
        at: new Date(at),
        until: until === null ? null : new Date(until),
        state: 'open',
        ...(azure === null ? {} : { azure: jsonColumn(azure) }),
        ledger: jsonColumn(ledger),
        coverage: jsonColumn(coverage),
        foundAt: new Date(),
      },
    ],
    skipDuplicates: true,
  });
  if (count === 0) throw new CustodyError('conflict', 'Another worker found this first.');
}

async function openFindings(db: Database, since: Date): Promise<readonly OpenFinding[]> {
  const rows = await db.reconciliationFinding.findMany({
    where: { state: 'open', foundAt: { gte: since } },
    orderBy: { foundAt: 'asc' },
  });
  return rows.map(findingOf);
}

type FindingRow = Awaited<ReturnType<Database['reconciliationFinding']['findMany']>>[number];

/** The columns hold closed vocabularies and JSON that only this register writes. */
function findingOf(row: FindingRow): OpenFinding {
  const { id, kind, key, at, evidenceId, incidentId, log, azure, ledger, until } = row;
  return {
    ...{ id, key, evidenceId, incidentId },
    kind: kind as FindingKind,
    at: at.toISOString(),
    detail: {
      log: log as OpenFinding['detail']['log'],
      azure: azure as unknown as OpenFinding['detail']['azure'],
      ledger: ledger as unknown as OpenFinding['detail']['ledger'],
      until: until?.toISOString() ?? null,
    },
  };
}

const usingTypes = ['access.content-opened', 'derivative.requested'];

/** Used: by the portal, which the ledger has, or by a link, which Azure saw. Looking into contents leaves no such trace. */
async function unusedGrants(db: Database, from: Date, to: Date): Promise<readonly UnusedGrant[]> {
  const grants = await db.accessGrant.findMany({
    where: {
      mode: { in: ['download', 'disk'] },
      OR: [{ revokedAt: null, endsAt: { gt: from, lte: to } }, { revokedAt: { gt: from, lte: to } }],
    },
    include: { request: { include: { items: true } } },
    take: 200,
    orderBy: { endsAt: 'asc' },
  });
  const seen = await usedGrants(
    db,
    grants.map(({ id }) => id),
  );
  const found: UnusedGrant[] = [];
  for (const { id, request, endsAt, revokedAt, startsAt, granteeObjectId } of grants) {
    const evidenceIds = request.items.map(({ evidenceId }) => evidenceId);
    if (seen.has(id)) continue;
    const uses = await usesOf(db, id, evidenceIds, startsAt, granteeObjectId);
    if (uses.known > 0) continue;
    found.push({
      grantId: id,
      number: request.number,
      granteeName: (request.requester as unknown as PersonActor).displayName,
      incidentId: request.incidentId,
      evidenceIds,
      endedAt: (revokedAt ?? endsAt).toISOString(),
      hiddenUses: uses.hidden,
    });
  }
  return found;
}

/** Records that name the grant, and records of the same person whose words are gone, so that nobody knows what they name. */
async function usesOf(
  db: Database,
  grantId: string,
  evidenceIds: readonly string[],
  since: Date,
  granteeObjectId: string,
): Promise<{ readonly known: number; readonly hidden: number }> {
  const named = Buffer.from(`"grantId":"${grantId}"`);
  const rows = await db.$queryRaw<{ known: number; hidden: number }[]>`
    select (count(*) filter (where position(${named}::bytea in body) > 0))::int as known,
      (count(*) filter (where body is null and actor_object_id = ${granteeObjectId}))::int as hidden
    from custody_event where stream = any(${[...evidenceIds]}::text[])
      and type = any(${usingTypes}::text[]) and id >= ${firstUuidOf(since.getTime() - 60_000)}::uuid`;
  return rows[0] ?? { known: 0, hidden: 0 };
}

async function usedGrants(db: Database, grantIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db.reconciliationUse.findMany({
    where: { grantId: { in: [...grantIds] } },
    select: { grantId: true },
  });
  return new Set(rows.map(({ grantId }) => grantId));
}
