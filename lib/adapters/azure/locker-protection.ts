import type { BlobContainer, StorageManagementClient } from '@azure/arm-storage';
import { CustodyError } from '../../custody/custody-error.ts';
import type { LockerProtection } from '../../custody/custody-event.ts';
import type { LockerPosture } from '../../ports/evidence-locker.ts';
import { statusOf } from './azure-error.ts';
import { extensionsLeft } from './extensions-left.ts';

/** The locker's storage account, asked through the control plane as the custodian. */
export interface LockerAccount {
  readonly storage: StorageManagementClient;
  readonly resourceGroup: string;
  readonly account: string;
}

/** Reads the container's guard from Azure. `blobCreatedAt` adds the end of that blob's own retention. */
export async function readProtection(
  at: LockerAccount,
  container: string,
  blobCreatedAt: Date | null,
  signal: AbortSignal,
): Promise<LockerProtection> {
  const found = await at.storage.blobContainers.get(at.resourceGroup, at.account, container, {
    abortSignal: signal,
  });
  const days = found.immutabilityPolicy?.immutabilityPeriodSinceCreationInDays ?? null;
  const policyState = stateOf(found);
  return {
    container,
    policyState,
    retentionDays: policyState === 'None' ? null : days,
    retentionUntil:
      blobCreatedAt === null || days === null || policyState === 'None'
        ? null
        : daysAfter(blobCreatedAt, days),
    legalHoldTags: (found.legalHold?.tags ?? []).flatMap((one) => (one.tag === undefined ? [] : [one.tag])),
    extensionsLeft: extensionsLeft(found.immutabilityPolicy),
    readBackAt: new Date().toISOString(),
  };
}

/** How often a policy is begun anew when somebody else changed it between two of our calls. */
const lockAttempts = 5;

/**
 * Puts a time-based policy on the container if it has none, and locks it. A locked one is left as it is. Two workers
 * may do this at once, and a request may arrive twice: a version that is no longer the newest is read and tried again.
 */
export async function lockRetention(
  at: LockerAccount,
  container: string,
  days: number,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const found = await at.storage.blobContainers.get(at.resourceGroup, at.account, container, {
      abortSignal: signal,
    });
    if (stateOf(found) === 'Locked') return;
    try {
      await putAndLock(at, found, container, days, signal);
      return;
    } catch (error) {
      const status = statusOf(error);
      if (attempt === lockAttempts || (status !== 409 && status !== 412)) throw error;
    }
  }
}

async function putAndLock(
  at: LockerAccount,
  found: BlobContainer,
  container: string,
  days: number,
  signal: AbortSignal,
): Promise<void> {
  const containers = at.storage.blobContainers;
  const policy = await containers.createOrUpdateImmutabilityPolicy(at.resourceGroup, at.account, container, {
    abortSignal: signal,
    parameters: { immutabilityPeriodSinceCreationInDays: days, allowProtectedAppendWrites: false },
    ...(stateOf(found) === 'Unlocked' && found.immutabilityPolicy?.etag !== undefined
      ? { ifMatch: found.immutabilityPolicy.etag }
      : {}),
  });
  if (policy.etag === undefined)
    throw new CustodyError('cloud-unavailable', 'Azure gave no version for the new policy.');
  await containers.lockImmutabilityPolicy(at.resourceGroup, at.account, container, policy.etag, {
    abortSignal: signal,
  });
}

/** Sets the tags that are not there yet; Azure keeps the others. */
export async function placeHold(
  at: LockerAccount,
  container: string,
  tags: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const present = (await readProtection(at, container, null, signal)).legalHoldTags.map((tag) =>
    tag.toLowerCase(),
  );
  const missing = tags.filter((tag) => !present.includes(tag.toLowerCase()));
  if (missing.length === 0) return;
  const hold = { tags: [...missing] };
  await at.storage.blobContainers.setLegalHold(at.resourceGroup, at.account, container, hold, {
    abortSignal: signal,
  });
}

/** The account's own guard rails as they are now. */
export async function readPosture(at: LockerAccount, signal: AbortSignal): Promise<LockerPosture> {
  const account = await at.storage.storageAccounts.getProperties(at.resourceGroup, at.account, {
    abortSignal: signal,
  });
  return {
    publicNetworkAccess: account.publicNetworkAccess ?? null,
    defaultAction: account.networkRuleSet?.defaultAction ?? null,
    allowSharedKeyAccess: account.allowSharedKeyAccess ?? null,
    allowBlobPublicAccess: account.allowBlobPublicAccess ?? null,
    region: account.location,
    readAt: new Date().toISOString(),
  };
}

function stateOf(container: BlobContainer): LockerProtection['policyState'] {
  const state = container.immutabilityPolicy?.state;
  return state === 'Locked' || state === 'Unlocked' ? state : 'None';
}

function daysAfter(start: Date, days: number): string {
  return new Date(start.getTime() + days * 86_400_000).toISOString();
}
