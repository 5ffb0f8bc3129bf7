import { managedIdentity } from '../adapters/azure/credential.ts';
import { azureStagedSources } from '../adapters/azure/staged-sources.ts';
import type { StagedWay } from '../ports/staged-sources.ts';
import type { ProcedureContext } from '../procedures/procedure.ts';
import type { Settings } from './env.ts';

/** Storage out of which evidence is taken over; absent where the settings name none, or no identity for it. */
export function stagedHatch(settings: Settings): Pick<ProcedureContext, 'staged'> {
  const places = [
    ...placeOf('staged', settings.HOLDFAST_STAGING_CONTAINER_URL),
    ...placeOf('windows-365', settings.HOLDFAST_WINDOWS365_CONTAINER_URL),
    ...placeOf('reference-vault', settings.HOLDFAST_REFERENCE_CONTAINER_URL),
  ];
  const importer = settings.HOLDFAST_IMPORTER_CLIENT_ID;
  if (places.length === 0 || importer === undefined) return {};
  return {
    staged: azureStagedSources({ credential: managedIdentity(importer), places }),
  };
}

function placeOf(way: StagedWay, containerUrl: string | undefined) {
  return containerUrl === undefined ? [] : [{ way, containerUrl }];
}
