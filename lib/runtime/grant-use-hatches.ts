import { managedIdentity } from '../adapters/azure/credential.ts';
import { azureEvidenceLinks } from '../adapters/azure/evidence-links.ts';
import { azureWorkingDisks } from '../adapters/azure/working-disks.ts';
import type { ProcedureContext } from '../procedures/procedure.ts';
import type { Settings } from './env.ts';

type GrantUseHatches = Pick<ProcedureContext, 'links' | 'workingDisks'>;

/** The hatches by which a grant is used past the portal; those that are not set up are absent. */
export function grantUseHatches(settings: Settings): GrantUseHatches {
  return { ...linksOf(settings), ...workingDisksOf(settings) };
}

function linksOf(settings: Settings): GrantUseHatches {
  const signer = settings.HOLDFAST_LINK_SIGNER_CLIENT_ID;
  if (signer === undefined) return {};
  return {
    links: azureEvidenceLinks({
      credential: managedIdentity(signer),
      armEndpoint: settings.HOLDFAST_ARM_ENDPOINT,
      subscriptionId: settings.HOLDFAST_LOCKER_SUBSCRIPTION_ID,
      resourceGroup: settings.HOLDFAST_LOCKER_RESOURCE_GROUP,
      account: settings.HOLDFAST_LOCKER_ACCOUNT,
      blobEndpoint: settings.HOLDFAST_LOCKER_BLOB_ENDPOINT,
      network: settings.HOLDFAST_SOC_NETWORK,
    }),
  };
}

function workingDisksOf(settings: Settings): GrantUseHatches {
  const {
    HOLDFAST_DISK_EXPORTER_CLIENT_ID: exporter,
    HOLDFAST_WORKING_COPIES_GROUP: resourceGroup,
    HOLDFAST_WORKSTATIONS_GROUP: workstationsGroup,
  } = settings;
  if (exporter === undefined || resourceGroup === undefined || workstationsGroup === undefined) return {};
  return {
    workingDisks: azureWorkingDisks({
      credential: managedIdentity(exporter),
      armEndpoint: settings.HOLDFAST_ARM_ENDPOINT,
      ...{ resourceGroup, workstationsGroup },
      lockerAccountId: `/subscriptions/${settings.HOLDFAST_LOCKER_SUBSCRIPTION_ID}/resourceGroups/${settings.HOLDFAST_LOCKER_RESOURCE_GROUP}/providers/Microsoft.Storage/storageAccounts/${settings.HOLDFAST_LOCKER_ACCOUNT}`,
      lockerBlobEndpoint: settings.HOLDFAST_LOCKER_BLOB_ENDPOINT,
    }),
  };
}
