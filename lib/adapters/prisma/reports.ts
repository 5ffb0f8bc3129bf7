import { CustodyError } from '../../custody/custody-error.ts';
import type {
  KeptReport,
  NewReport,
  ReportDesk,
  ReportLook,
  ReportRecord,
  SubjectRecord,
} from '../../ports/report-desk.ts';
import type { Database } from './client.ts';
import { databaseTime } from './database-clock.ts';
import { throwingCustodyErrors } from './database-error.ts';
import { jsonColumn } from './json-column.ts';
import { isUuid } from './ledger-look.ts';
import type { Transaction } from './transaction.ts';

const withoutBytes = { bytes: true } as const; // as Prisma's `omit`

/** Reports that were asked for, inside or outside a transaction. */
export function reportLook(tx: Transaction): ReportLook {
  return {
    report: async (id) =>
      isUuid(id) ? recordOf(await tx.report.findUnique({ where: { id }, omit: withoutBytes })) : null,
    reportOfItem: async (evidenceId) =>
      isUuid(evidenceId)
        ? recordOf(await tx.report.findUnique({ where: { evidenceId }, omit: withoutBytes }))
        : null,
    newestReport: async (subjectId) => {
      const newest = { where: { subjectId }, orderBy: { version: 'desc' } } as const;
      return isUuid(subjectId)
        ? recordOf(await tx.report.findFirst({ ...newest, omit: withoutBytes }))
        : null;
    },
    reportBytes: async (id) =>
      (await tx.report.findUnique({ where: { id }, select: { bytes: true } }))?.bytes ?? null,
    reportHoldsRemoved: (id, reader) => holdsRemoved(tx, id, reader),
    reportSubject: (kind, id) => subjectOf(tx, kind, id),
  };
}

/** The same over a pool: outside a transaction errors are translated at every read. */
export function poolReportLook(db: Database): ReportLook {
  const look = reportLook(db);
  return {
    report: (id) => throwingCustodyErrors(() => look.report(id)),
    reportOfItem: (id) => throwingCustodyErrors(() => look.reportOfItem(id)),
    newestReport: (id) => throwingCustodyErrors(() => look.newestReport(id)),
    reportBytes: (id) => throwingCustodyErrors(() => look.reportBytes(id)),
    reportHoldsRemoved: (id, reader) => throwingCustodyErrors(() => look.reportHoldsRemoved(id, reader)),
    reportSubject: (kind, id) => throwingCustodyErrors(() => look.reportSubject(kind, id)),
  };
}

/** The desk's drawer for them, inside one transaction. */
export function reportDesk(tx: Transaction): ReportDesk {
  return {
    lockReports: async (subjectId) => {
      await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`reports on ${subjectId}`}, 0))`;
    },
    addReport: (report) => addReport(tx, report),
    markReportGenerated: async (id) => {
      const data = { generatedAt: await databaseTime(tx) };
      once(await tx.report.updateMany({ where: { id, generatedAt: null }, data }));
    },
    keepReport: (id, kept) => keepReport(tx, id, kept),
  };
}

async function addReport(tx: Transaction, { subject, requestedBy, ...report }: NewReport): Promise<void> {
  const of = { subjectKind: subject.kind, subjectId: subject.id, subjectNumber: subject.number };
  const by = { personObjectId: requestedBy.objectId, person: jsonColumn(requestedBy) };
  await tx.report.create({ data: { ...report, ...of, ...by } });
  await tx.$executeRaw`
    update report r set bytes = null
    where bytes is not null and signed_at < clock_timestamp() - interval '8 days'
      and not exists (select from acquisition a where a.id = r.acquisition_id and a.finished_at is null)`;
}

async function keepReport(
  tx: Transaction,
  id: string,
  { bytes, sha256, ledgerSize }: KeptReport,
): Promise<void> {
  const signedAt = await databaseTime(tx);
  const data = { bytes: new Uint8Array(bytes), sha256, ledgerSize, signedAt };
  once(await tx.report.updateMany({ where: { id, signedAt: null }, data }));
}

function once({ count }: { readonly count: number }): void {
  if (count === 0) throw new CustodyError('conflict', 'Another worker was first with this report.');
}

/** By the decisions alone: one that came while the report was drawn counts as one after it. */
async function holdsRemoved(tx: Transaction, id: string, reader: string): Promise<boolean> {
  const [found] = await tx.$queryRaw<{ removed: boolean }[]>`
    select exists (
      select from report r
      join custody_event c on c.stream in (r.subject_id::text, r.incident_id::text)
        or (r.subject_kind = 'incident' and c.incident_id = r.incident_id) or c.type = 'organisation.described'
      join ledger_entry e on e.event_id = c.id and e.idx < r.ledger_size
      left join body_withheld w on w.event_id = c.id and not (${reader} = any(w.readers))
      left join body_erasure b on b.event_id = c.id
      where r.id = ${id}::uuid and coalesce(w.decided_at, b.decided_at) is not null
        and greatest(w.decided_at, b.decided_at) >= r.generated_at) as removed`;
  return found?.removed ?? true;
}

async function subjectOf(
  tx: Transaction,
  kind: 'evidence' | 'incident',
  id: string,
): Promise<SubjectRecord | null> {
  if (!isUuid(id)) return null;
  if (kind === 'incident') {
    const incident = await tx.incident.findUnique({ where: { id }, select: { number: true } });
    if (incident === null) return null;
    return {
      number: incident.number,
      incidentId: id,
      rehearsal: false,
      record: await recordSize(tx, { incidentId: id }),
    };
  }
  const item = await tx.evidenceItem.findUnique({
    where: { id },
    select: { exhibitNumber: true, incidentId: true, rehearsal: true },
  });
  if (item === null) return null;
  const { exhibitNumber, incidentId, rehearsal } = item;
  return { number: exhibitNumber, incidentId, rehearsal, record: await recordSize(tx, { stream: id }) };
}

async function recordSize(
  tx: Transaction,
  of: { readonly stream: string } | { readonly incidentId: string },
): Promise<SubjectRecord['record']> {
  const [found] =
    'stream' in of
      ? await tx.$queryRaw<{ events: bigint; bytes: bigint }[]>`
          select count(*) as events, coalesce(sum(octet_length(body)), 0)::bigint as bytes
          from custody_event where stream = ${of.stream}`
      : await tx.$queryRaw<{ events: bigint; bytes: bigint }[]>`
          select count(*) as events, coalesce(sum(octet_length(body)), 0)::bigint as bytes
          from custody_event where incident_id = ${of.incidentId}::uuid`;
  return { events: Number(found?.events ?? 0), recordBytes: found?.bytes ?? 0n };
}

type ReportRow = Omit<ReportRecord, 'subject' | 'generatedAt'> & {
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly subjectNumber: string;
  readonly generatedAt: Date | null;
};

function recordOf(row: ReportRow | null): ReportRecord | null {
  if (row === null) return null;
  const { id, incidentId, version, evidenceId, exhibitNumber, acquisitionId, timeZone, sha256 } = row;
  const kind = row.subjectKind === 'incident' ? 'incident' : 'evidence'; // the database holds it to these two
  return {
    ...{ id, incidentId, version, evidenceId, exhibitNumber, acquisitionId, timeZone, sha256 },
    subject: { kind, id: row.subjectId, number: row.subjectNumber },
    generatedAt: row.generatedAt?.toISOString() ?? null,
  };
}
