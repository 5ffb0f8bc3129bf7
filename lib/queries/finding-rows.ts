import type { Prisma } from '../../prisma/generated/client.ts';
import type { PersonActor } from '../custody/actor.ts';
import type {
  AzureRecord,
  FindingKind,
  LedgerSide,
  LogCoverage,
  ReconciledLog,
} from '../custody/reconciliation-event.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

/** A finding with both its sides. */
export interface FindingRow {
  readonly id: string;
  readonly kind: FindingKind;
  readonly log: ReconciledLog;
  readonly at: string;
  readonly until: string | null;
  readonly state: 'open' | 'explained';
  readonly azure: AzureRecord | null;
  readonly ledger: LedgerSide;
  readonly coverage: LogCoverage;
  readonly foundAt: string;
  readonly explained: { readonly at: string; readonly by: string } | null;
  readonly evidence: { readonly id: string; readonly exhibitNumber: string } | null;
  readonly incident: { readonly id: string; readonly number: string } | null;
  readonly noted: number; // notes of people
}

/** Findings of incidents that the viewer may see, and those of none. */
export function visibleFindings(actor: PersonActor): Prisma.ReconciliationFindingWhereInput {
  const ofIncident = { incidentId: { not: null }, incident: visibleIncidentWhere(actor) };
  return { OR: [{ incidentId: null }, ofIncident] };
}

const include = {
  evidence: { select: { id: true, exhibitNumber: true } },
  incident: { select: { id: true, number: true } },
  _count: { select: { notes: true } },
} as const satisfies Prisma.ReconciliationFindingInclude;

type Row = Prisma.ReconciliationFindingGetPayload<{ include: typeof include }>;

export const findingRow = {
  include,
  /** The columns hold closed vocabularies and JSON that only the register writes. */
  of: (row: Row): FindingRow => ({
    id: row.id,
    kind: row.kind as FindingKind,
    log: row.log as ReconciledLog,
    at: row.at.toISOString(),
    until: row.until?.toISOString() ?? null,
    state: row.state as FindingRow['state'],
    azure: row.azure as unknown as AzureRecord | null,
    ledger: row.ledger as unknown as LedgerSide,
    coverage: row.coverage as unknown as LogCoverage,
    foundAt: row.foundAt.toISOString(),
    explained:
      row.explainedAt === null ? null : { at: row.explainedAt.toISOString(), by: row.explainedBy ?? '' },
    evidence: row.evidence,
    incident: row.incident,
    noted: row._count.notes,
  }),
};
