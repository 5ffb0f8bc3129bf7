import type { BlobContainer } from '@azure/arm-storage';
import { CustodyError } from '../../custody/custody-error.ts';
import type { LockerPolicies } from '../../ports/locker-policies.ts';
import { type ArmAccess, storageClient } from './arm-clients.ts';
import { callAzure, statusOf } from './azure-error.ts';
import { allOf, cloudReading } from './cloud-reading.ts';
import { containerGuard } from './container-guard.ts';
import { type LockerAccount, placeHold } from './locker-protection.ts';
import { traced } from './trace.ts';

/** As the custodian, who may set holds and extend, and neither clear nor delete. */
interface PoliciesConfig extends ArmAccess {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly account: string;
}

/** How often an extension is begun anew when somebody else changed the policy between our two calls. */
const extendAttempts = 5;

/** Retention and holds of the locker over the control plane. */
export function azureLockerPolicies(config: PoliciesConfig): LockerPolicies {
  const at = {
    storage: storageClient(config, config.subscriptionId),
    resourceGroup: config.resourceGroup,
    account: config.account,
  };
  const guard = async (container: string, signal: AbortSignal) =>
    containerGuard(container, await getContainer(at, container, signal));
  return {
    account: config.account,
    list: (signal) => cloudReading('list the containers', () => listFlags(at, signal)),
    read: (container, signal) =>
      cloudReading('read the container’s protection', () => guard(container, signal)),
    placeHold: (container, tags, signal) =>
      traced(() =>
        callAzure('place the legal hold', async () => {
          await placeHold(at, container, tags, signal);
          return await guard(container, signal);
        }),
      ),
    extendRetention: (container, days, signal) =>
      traced(() =>
        callAzure('extend the container’s retention', async () => {
          await extend(at, container, days, signal);
          return await guard(container, signal);
        }),
      ),
  };
}

async function listFlags(at: LockerAccount, abortSignal: AbortSignal) {
  const listed = await allOf(at.storage.blobContainers.list(at.resourceGroup, at.account, { abortSignal }));
  return listed.map((one) => ({
    container: one.name ?? '',
    hasPolicy: one.hasImmutabilityPolicy === true,
    hasHold: one.hasLegalHold === true,
  }));
}

async function extend(
  at: LockerAccount,
  container: string,
  days: number,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const found = await getContainer(at, container, signal);
    const policy = containerGuard(container, found).policy;
    if (policy?.state !== 'Locked')
      throw new CustodyError('policy-not-locked', 'Only retention that is locked can be extended.');
    if (policy.days === days) return;
    if (days < policy.days)
      throw new CustodyError('conflict', `The retention is ${policy.days} days and cannot become less.`);
    if (policy.extensionsLeft === 0)
      throw new CustodyError(
        'conflict',
        'Azure extends a container’s retention five times, and did so already.',
      );
    try {
      const etag = found.immutabilityPolicy?.etag ?? '';
      const parameters = { immutabilityPeriodSinceCreationInDays: days };
      await at.storage.blobContainers.extendImmutabilityPolicy(
        at.resourceGroup,
        at.account,
        container,
        etag,
        { parameters, abortSignal: signal },
      );
      return;
    } catch (error) {
      if (attempt === extendAttempts || statusOf(error) !== 412) throw error;
    }
  }
}

function getContainer(
  at: LockerAccount,
  container: string,
  abortSignal: AbortSignal,
): Promise<BlobContainer> {
  return at.storage.blobContainers.get(at.resourceGroup, at.account, container, { abortSignal });
}
