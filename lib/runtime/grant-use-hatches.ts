import { managedIdentity } from '../adapters/azure/credential.ts';
import { azureEvidenceLinks } from '../adapters/azure/evidence-links.ts';
import type { ProcedureContext } from '../procedures/procedure.ts';
import type { Settings } from './env.ts';

/** The hatches by which a grant is used past the portal; those whose identity is not set up are absent. */
export function grantUseHatches(settings: Settings): Pick<ProcedureContext, 'links'> {
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
