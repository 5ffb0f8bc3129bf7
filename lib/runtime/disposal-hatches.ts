import { managedIdentity } from '../adapters/azure/credential.ts';
import { azureEvidenceDisposer } from '../adapters/azure/evidence-disposer.ts';
import type { DisposalContext } from '../procedures/disposal/disposal-context.ts';
import { holdContext } from './hold-hatches.ts';
import type { Runtime } from './runtime.ts';

/** What the worker deletes disposed evidence with; null where no identity is given the right, so that nothing is deleted. */
export function disposalContext(house: Pick<Runtime, 'settings' | 'context'>): DisposalContext | null {
  const { settings } = house;
  const clientId = settings.HOLDFAST_DISPOSER_CLIENT_ID;
  if (clientId === undefined) return null;
  const { register, policies, worker } = holdContext(house);
  return {
    ...{ register, policies, worker },
    disposer: azureEvidenceDisposer({
      credential: managedIdentity(clientId),
      account: settings.HOLDFAST_LOCKER_ACCOUNT,
      blobEndpoint: settings.HOLDFAST_LOCKER_BLOB_ENDPOINT,
    }),
  };
}
