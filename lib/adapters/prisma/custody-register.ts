import type { Actor } from '../../custody/actor.ts';
import { type ClockState, unmeasuredClock } from '../../custody/clock-state.ts';
import type { CustodyEvent, CustodyEventType } from '../../custody/custody-event.ts';
import type { CustodyRegister, Recorded, RegisterDesk, RegisterLook } from '../../ports/custody-register.ts';
import { poolAccessLook } from './access-look.ts';
import { alarmDeliveries } from './alarm-deliveries.ts';
import { eventAppender } from './append-events.ts';
import { askedActions } from './asked-actions.ts';
import { breakGlassDesk, poolBreakGlassLook } from './break-glass.ts';
import { bundleDesk, poolBundleLook } from './bundle-look.ts';
import { claimBeginning } from './claim-beginning.ts';
import { type Database, poolOf } from './client.ts';
import {
  copyVerificationDesk,
  copyVerificationRuns,
  poolCopyVerificationLook,
} from './copy-verifications.ts';
import { throwingCustodyErrors } from './database-error.ts';
import { defenderOrderDesk, defenderOrderRuns, poolDefenderOrderLook } from './defender-orders.ts';
import { accessDesk } from './desk-access.ts';
import { acquisitionDesk } from './desk-acquisitions.ts';
import { alarmDesk } from './desk-alarms.ts';
import { handoverDesk } from './desk-handovers.ts';
import { incidentDesk } from './desk-incidents.ts';
import { inventoryDesk } from './desk-inventories.ts';
import { ledgerDesk } from './desk-ledger.ts';
import { peopleDesk } from './desk-people.ts';
import { proposalDesk } from './desk-proposals.ts';
import { removalDesk } from './desk-removals.ts';
import { type JobSender, stepDesk } from './desk-steps.ts';
import { deviceDesk, deviceRuns, poolDeviceLook } from './device-actions.ts';
import { consoleDesk, poolConsoleLook } from './device-console.ts';
import { deviceGroupRuns, poolDeviceGroupLook } from './device-groups.ts';
import { deviceRounds } from './device-rounds.ts';
import { disposalDesk } from './disposal-state.ts';
import { exportDesk, exportRuns, poolExportLook } from './event-exports.ts';
import { foreignActionDesk, poolForeignActionLook } from './foreign-actions.ts';
import { grantUseDesk, grantUseRuns, poolGrantUseLook } from './grant-use.ts';
import { guardChecks, guardDesk } from './guard-state.ts';
import { poolHandoverLook } from './handover-look.ts';
import { huntingDesk, poolHuntingLook } from './hunting-runs.ts';
import { poolInventoryLook } from './inventory-look.ts';
import { noticeDesk } from './notice-state.ts';
import { postureChecks, postureDesk } from './posture-state.ts';
import { presenceChecks, presenceDesk } from './presence-checks.ts';
import { poolProposalLook } from './proposal-look.ts';
import { reconciliationChecks, reconciliationDesk } from './reconciliation-state.ts';
import { poolRecordLook } from './record-look.ts';
import { registerLook } from './register-look.ts';
import { poolRemovalLook } from './removal-look.ts';
import { poolReportLook, reportDesk } from './reports.ts';
import { libraryRounds, poolScriptLook, scriptDesk } from './script-library.ts';
import { claimStep, reportCancellation, reportProgress } from './step-lease.ts';
import { inTransaction, type Transaction } from './transaction.ts';
import { verificationDesk, verificationRuns } from './verification-runs.ts';
import { writeEvents } from './write-event.ts';

export interface CustodyRegisterOptions {
  readonly db: Database; // as holdfast_app
  readonly tool: { readonly version: string; readonly commit: string };
  readonly jobs: JobSender; // a started pg-boss; jobs are sent through the transaction, not through its pool
  /** What is known of the database's clock, if anybody measures it. */
  readonly clock?: () => ClockState;
}

/** The register in PostgreSQL. Throws CustodyError; `storage-unavailable` while the database does not answer. */
export function prismaCustodyRegister(options: CustodyRegisterOptions): CustodyRegister {
  const { db, jobs } = options;
  const context = {
    tool: { name: 'holdfast', ...options.tool } as const,
    clock: options.clock ?? (() => unmeasuredClock),
  };
  const append = eventAppender(poolOf(db), context);
  return {
    record: <T extends CustodyEventType, R>(
      actor: Actor,
      may: readonly T[],
      fn: (desk: RegisterDesk) => Promise<Recorded<T, R>>,
    ) =>
      inTransaction(db, async (tx) => {
        const { events, result } = await fn(deskOf(tx, jobs));
        refuseUndeclared(may, events);
        await writeEvents(tx, context, actor, events as readonly CustodyEvent[]);
        return result;
      }),
    append: async (actor, may, events) => {
      refuseUndeclared(may, events);
      await append({ actor, events: events as readonly CustodyEvent[] });
    },
    look: poolLook(db),
    ...verificationRuns(db),
    ...presenceChecks(db),
    ...grantUseRuns(db),
    ...copyVerificationRuns(db),
    ...exportRuns(db),
    ...deviceRuns(db),
    ...deviceRounds(db),
    ...defenderOrderRuns(db),
    ...askedActions(db),
    ...libraryRounds(db),
    ...deviceGroupRuns(db),
    ...postureChecks(db),
    ...reconciliationChecks(db),
    ...alarmDeliveries(db, jobs),
    ...guardChecks(db),
    claimStep: (acquisitionId, step, workerId) => claimStep(db, acquisitionId, step, workerId),
    reportProgress: (lease, progress) => reportProgress(db, lease, progress),
    reportCancellation: (id, workerId, problem) => reportCancellation(db, id, workerId, problem),
  };
}

/** Inside a transaction errors are translated at its end; outside, at every read. */
function poolLook(db: Database): RegisterLook {
  const look = registerLook(db);
  return {
    ...poolAccessLook(db),
    ...poolDeviceLook(db),
    ...poolDeviceGroupLook(db),
    ...poolConsoleLook(db),
    ...poolDefenderOrderLook(db),
    ...poolForeignActionLook(db),
    ...poolHuntingLook(db),
    ...poolScriptLook(db),
    ...poolGrantUseLook(db),
    ...poolCopyVerificationLook(db),
    ...poolBundleLook(db),
    ...poolExportLook(db),
    ...poolHandoverLook(db),
    ...poolRemovalLook(db),
    ...poolReportLook(db),
    ...poolInventoryLook(db),
    ...poolRecordLook(db),
    ...poolProposalLook(db),
    ...poolBreakGlassLook(db),
    incident: (id) => throwingCustodyErrors(() => look.incident(id)),
    acquisition: (id) => throwingCustodyErrors(() => look.acquisition(id)),
    machine: (incidentId, resourceId) => throwingCustodyErrors(() => look.machine(incidentId, resourceId)),
    importedIncident: (externalId) => throwingCustodyErrors(() => look.importedIncident(externalId)),
    openAcquisitionOfDisk: (id) => throwingCustodyErrors(() => look.openAcquisitionOfDisk(id)),
    lockedBefore: () => throwingCustodyErrors(() => look.lockedBefore()),
    openVerification: () => throwingCustodyErrors(() => look.openVerification()),
    guardOf: (id) => throwingCustodyErrors(() => look.guardOf(id)),
    disposable: (id, leaveOut) => throwingCustodyErrors(() => look.disposable(id, leaveOut)),
    noticeRecipients: (id) => throwingCustodyErrors(() => look.noticeRecipients(id)),
    notice: (id) => throwingCustodyErrors(() => look.notice(id)),
    unheardNotices: (before, most) => throwingCustodyErrors(() => look.unheardNotices(before, most)),
    disposal: (id) => throwingCustodyErrors(() => look.disposal(id)),
    guardAct: (id) => throwingCustodyErrors(() => look.guardAct(id)),
    namedActs: (incidentId) => throwingCustodyErrors(() => look.namedActs(incidentId)),
    hasBegun: () => throwingCustodyErrors(() => look.hasBegun()),
    ledgerFreeze: () => throwingCustodyErrors(() => look.ledgerFreeze()),
    newestEvent: (stream) => throwingCustodyErrors(() => look.newestEvent(stream)),
    isSigned: (eventId) => throwingCustodyErrors(() => look.isSigned(eventId)),
    anchorTroubles: () => throwingCustodyErrors(() => look.anchorTroubles()),
    importsWithoutBytes: (before, most) =>
      throwingCustodyErrors(() => look.importsWithoutBytes(before, most)),
    acquisitionsByRequestKey: (key) => throwingCustodyErrors(() => look.acquisitionsByRequestKey(key)),
  };
}

function deskOf(tx: Transaction, jobs: JobSender): RegisterDesk {
  return {
    ...registerLook(tx),
    ...incidentDesk(tx),
    ...acquisitionDesk(tx),
    ...stepDesk(tx, jobs),
    ...peopleDesk(tx),
    ...verificationDesk(tx, jobs),
    ...presenceDesk(tx),
    ...postureDesk(tx),
    ...reconciliationDesk(tx),
    ...guardDesk(tx, jobs),
    ...disposalDesk(tx, jobs),
    ...noticeDesk(tx),
    ...ledgerDesk(tx),
    ...accessDesk(tx),
    ...grantUseDesk(tx),
    ...copyVerificationDesk(tx),
    ...deviceDesk(tx),
    ...defenderOrderDesk(tx),
    ...consoleDesk(tx),
    ...foreignActionDesk(tx),
    ...huntingDesk(tx),
    ...bundleDesk(tx),
    ...exportDesk(tx),
    ...scriptDesk(tx),
    ...handoverDesk(tx),
    ...removalDesk(tx),
    ...reportDesk(tx),
    ...inventoryDesk(tx),
    ...alarmDesk(tx, jobs),
    ...proposalDesk(tx),
    ...breakGlassDesk(tx),
    claimBeginning: () => claimBeginning(tx),
  };
}

/** The types say it already; this holds where a caller cast them away. */
function refuseUndeclared(
  may: readonly CustodyEventType[],
  events: readonly { readonly type: CustodyEventType }[],
): void {
  if (events.length === 0) throw new Error('nothing is written without an event');
  const foreign = events.find((event) => !may.includes(event.type));
  if (foreign !== undefined)
    throw new Error(`${foreign.type} is not among the events that this procedure records`);
}
