import { managedIdentity } from '../adapters/azure/credential.ts';
import { azureReferenceVault } from '../adapters/azure/reference-vault.ts';
import type { ProcedureContext } from '../procedures/procedure.ts';
import type { Settings } from './env.ts';

/** The room of the older Microsoft reference, read with the importer's identity; absent where it is not set up. */
export function referenceHatch(settings: Settings): Pick<ProcedureContext, 'reference'> {
  const {
    HOLDFAST_REFERENCE_CONTAINER_URL: containerUrl,
    HOLDFAST_REFERENCE_VAULT_URL: vaultUrl,
    HOLDFAST_IMPORTER_CLIENT_ID: importer,
  } = settings;
  if (containerUrl === undefined || vaultUrl === undefined || importer === undefined) return {};
  return {
    reference: azureReferenceVault({ credential: managedIdentity(importer), containerUrl, vaultUrl }),
  };
}
