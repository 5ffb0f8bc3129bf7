import {
  type AcquisitionState,
  type AcquisitionStep,
  acquisitionSteps,
  type StepState,
} from '../../custody/acquisition.ts';
import type { PersonActor } from '../../custody/actor.ts';
import type { EvidenceSource } from '../../custody/evidence-source.ts';
import type { LegalAuthority } from '../../custody/legal-authority.ts';
import type { Machine } from '../../custody/machine.ts';
import type {
  AcquisitionRecord,
  IncidentRecord,
  RegisterLook,
  StepOutcome,
  StepRecord,
} from '../../ports/custody-register.ts';
import { accessLook } from './access-look.ts';
import { breakGlassLook } from './break-glass.ts';
import { bundleLook } from './bundle-look.ts';
import { copyVerificationLook } from './copy-verifications.ts';
import { defenderOrderLook } from './defender-orders.ts';
import { deviceLook } from './device-actions.ts';
import { consoleLook } from './device-console.ts';
import { deviceGroupLook } from './device-groups.ts';
import { disposalLook } from './disposal-look.ts';
import { exportLook } from './event-exports.ts';
import { foreignActionLook } from './foreign-actions.ts';
import { grantUseLook } from './grant-use.ts';
import { guardLook } from './guard-look.ts';
import { handoverLook } from './handover-look.ts';
import { huntingLook } from './hunting-runs.ts';
import { inventoryLook } from './inventory-look.ts';
import { isUuid, ledgerLook } from './ledger-look.ts';
import { noticeLook } from './notice-state.ts';
import { proposalLook } from './proposal-look.ts';
import { recordLook } from './record-look.ts';
import { removalLook } from './removal-look.ts';
import { reportLook } from './reports.ts';
import { scriptLook } from './script-library.ts';
import type { Transaction } from './transaction.ts';

/** Reads for procedures, over a pool or inside a transaction. Ids that are no UUIDs are simply not found. */
export function registerLook(tx: Transaction): RegisterLook {
  return {
    ...ledgerLook(tx),
    ...guardLook(tx),
    ...deviceLook(tx),
    ...deviceGroupLook(tx),
    ...consoleLook(tx),
    ...defenderOrderLook(tx),
    ...foreignActionLook(tx),
    ...huntingLook(tx),
    ...exportLook(tx),
    ...scriptLook(tx),
    ...disposalLook(tx),
    ...noticeLook(tx),
    ...accessLook(tx),
    ...grantUseLook(tx),
    ...copyVerificationLook(tx),
    ...handoverLook(tx),
    ...removalLook(tx),
    ...reportLook(tx),
    ...inventoryLook(tx),
    ...recordLook(tx),
    ...proposalLook(tx),
    ...breakGlassLook(tx),
    ...bundleLook(tx),
    incident: (id) => readIncident(tx, id),
    acquisition: (id) => readAcquisition(tx, id),
    machine: async (incidentId, resourceId) => {
      if (!isUuid(incidentId)) return null;
      const key = { incidentId, resourceId: resourceId.toLowerCase() };
      const row = await tx.incidentMachine.findUnique({ where: { incidentId_resourceId: key } });
      return row === null || row.facts === null ? null : (row.facts as unknown as Machine);
    },
    openAcquisitionOfDisk: (diskResourceId) =>
      tx.acquisition.findFirst({
        where: {
          diskResourceId: diskResourceId.toLowerCase(),
          state: { in: ['running', 'cancelling', 'failed'] },
        },
        select: { id: true, incidentId: true, requestKey: true },
      }),
    importedIncident: (externalId) =>
      tx.incident.findUnique({ where: { externalId }, select: { id: true, sourceUpdatedAt: true } }),
    lockedBefore: async () => {
      const where = { rehearsal: false, blob: { not: null } };
      return (await tx.acquisition.findFirst({ where, select: { id: true } })) !== null;
    },
    openVerification: () =>
      tx.ledgerVerification.findFirst({
        where: { state: { in: ['waiting', 'running'] } },
        select: { id: true },
      }),
    hasBegun: () => hasBegun(tx),
    importsWithoutBytes: (registeredBefore, most) => importsWithoutBytes(tx, registeredBefore, most),
    acquisitionsByRequestKey: async (requestKey) => {
      const rows = await tx.acquisition.findMany({
        where: { requestKey },
        select: {
          id: true,
          incidentId: true,
          requesterObjectId: true,
          diskResourceId: true,
          rehearsal: true,
          reason: true,
          authority: true,
          readMode: true,
          evidence: { select: { exhibitNumber: true } },
        },
        orderBy: { id: 'asc' },
      });
      return rows.map(({ evidence, authority, ...row }) => ({
        ...row,
        authority: authority as unknown as LegalAuthority,
        exhibitNumber: evidence.exhibitNumber,
      }));
    },
  };
}

/** A ledger whose events were all erased has begun as well. */
async function hasBegun(tx: Transaction): Promise<boolean> {
  const rows = await tx.$queryRaw<{ begun: boolean }[]>`
    select exists (select from custody_event) or exists (select from ledger_entry) as begun`;
  return rows[0]?.begun === true;
}

async function readIncident(tx: Transaction, id: string): Promise<IncidentRecord | null> {
  if (!isUuid(id)) return null;
  const row = await tx.incident.findUnique({ where: { id }, include: { members: true } });
  if (row === null) return null;
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    severity: row.severity,
    status: row.status as IncidentRecord['status'],
    restricted: row.restricted,
    container: row.container,
    memberObjectIds: row.members.map((member) => member.objectId),
  };
}

async function importsWithoutBytes(
  tx: Transaction,
  registeredBefore: Date,
  most: number,
): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select a.id::text as id from acquisition a
    join evidence_item i on i.id = a.evidence_id
    join acquisition_step s on s.acquisition_id = a.id and s.step = 'hash-source'
    where a.state = 'running' and (i.kind = 'imported-session' or i.source->'brought'->'origin' = 'null'::jsonb)
      and s.state = 'waiting'
      and a.created_at < ${registeredBefore}
      and not exists (select from custody_event e
        where e.stream = i.id::text and e.type = 'acquisition.received-by-hand')
    order by a.created_at limit ${most}`;
  return rows.map(({ id }) => id);
}

async function readAcquisition(tx: Transaction, id: string): Promise<AcquisitionRecord | null> {
  if (!isUuid(id)) return null;
  const row = await tx.acquisition.findUnique({ where: { id }, include: { evidence: true, steps: true } });
  if (row === null) return null;
  // These columns hold closed vocabularies and JSON that only this register writes.
  return {
    id: row.id,
    incidentId: row.incidentId,
    evidenceId: row.evidenceId,
    exhibitNumber: row.evidence.exhibitNumber,
    rehearsal: row.rehearsal,
    container: row.evidence.container,
    state: row.state as AcquisitionState,
    source: row.source as unknown as EvidenceSource,
    requester: row.requester as unknown as PersonActor,
    reason: row.reason,
    authority: row.authority as unknown as LegalAuthority,
    readMode: row.readMode as AcquisitionRecord['readMode'],
    snapshotId: row.snapshotId,
    copyAttempt: row.copyAttempt,
    blob: row.blob,
    requestedAt: row.createdAt.toISOString(),
    steps: stepRecords(row.steps),
  };
}

function stepRecords(
  rows: readonly {
    step: string;
    state: string;
    attempt: number;
    heartbeatAt: Date | null;
    outcome: unknown;
  }[],
): Readonly<Record<AcquisitionStep, StepRecord>> {
  const found = new Map(rows.map((row) => [row.step, row]));
  const entries = acquisitionSteps.map((step) => {
    const row = found.get(step);
    const record: StepRecord = {
      state: (row?.state ?? 'waiting') as StepState,
      attempt: row?.attempt ?? 0,
      heartbeatAt: row?.heartbeatAt?.toISOString() ?? null,
      outcome: (row?.outcome ?? null) as StepOutcome | null,
    };
    return [step, record] as const;
  });
  return Object.fromEntries(entries) as Record<AcquisitionStep, StepRecord>;
}
