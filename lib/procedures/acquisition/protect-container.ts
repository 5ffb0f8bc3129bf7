import type { AzureTrace } from '../../custody/azure-trace.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { LockerProtection } from '../../custody/custody-event.ts';
import { incidentHoldTag } from '../../custody/legal-hold.ts';
import { retentionDaysOf } from '../../custody/retention.ts';
import type { AcquisitionRecord } from '../../ports/custody-register.ts';
import { incidentPolicy } from '../incident/incident-policy.ts';
import type { ProcedureContext } from '../procedure.ts';

/**
 * Makes sure the incident's container is there, its retention locked and its hold placed. Done before the copy,
 * so that evidence is never without a guard, and again before the seal. Safe to repeat. A rehearsal gets no hold:
 * its copy must be deletable after its day.
 */
export async function protectContainer(
  context: ProcedureContext,
  acquisition: AcquisitionRecord,
  signal: AbortSignal,
): Promise<readonly AzureTrace[]> {
  const { locker, register } = context;
  const incident = await register.look.incident(acquisition.incidentId);
  if (incident === null)
    throw new CustodyError('not-found', 'The incident of this acquisition is not in the register.');
  const days = retentionDaysOf(acquisition, await incidentPolicy(context, incident.id));
  const created = await locker.ensureContainer(acquisition.container, signal);
  const locked = await locker.lockRetention(acquisition.container, days, signal);
  requireLocked(locked.value, days);
  const before = [...created.azure, ...locked.azure];
  if (acquisition.rehearsal) return before;
  const tag = incidentHoldTag(incident.number);
  const held = await locker.placeHold(acquisition.container, [tag], signal);
  requireLocked(held.value, days);
  requireHeld(held.value, tag);
  return [...before, ...held.azure];
}

/** Throws `policy-not-locked` unless storage itself reports a locked retention that is long enough. */
function requireLocked(protection: LockerProtection, days: number): void {
  if (protection.policyState === 'Locked' && (protection.retentionDays ?? 0) >= days) return;
  throw new CustodyError(
    'policy-not-locked',
    `The container ${protection.container} reports the retention policy ${protection.policyState} with ${protection.retentionDays ?? 0} days; ${days} locked days are demanded.`,
  );
}

/** Throws `policy-not-locked` unless storage itself reports the hold. */
function requireHeld(protection: LockerProtection, tag: string): void {
  if (protection.legalHoldTags.some((one) => one.toLowerCase() === tag)) return;
  throw new CustodyError(
    'policy-not-locked',
    `The container ${protection.container} does not report the legal hold ${tag}.`,
  );
}
