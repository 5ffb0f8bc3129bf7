import {
  referenceAccountId,
  referenceVaultId,
  serviceNamed,
  stagingInAccountId,
} from '../../lib/embedded/cloud/tenant.ts';
import { importPlaces } from '../../lib/provision/import-places.ts';
import type { SocHouse } from '../../lib/provision/soc-house.ts';
import type { TestCloud } from './cloud.ts';

export const controllers = ['a0000000-0000-4000-8000-000000000006', 'a0000000-0000-4000-8000-000000000007'];

/** The SOC of the embedded tenant, as its settings would name it. */
export function socHouseOf({ endpoints }: TestCloud): SocHouse {
  const soc = `/subscriptions/${endpoints.socSubscriptionId}`;
  const network = `${soc}/resourceGroups/rg-soc-network/providers/Microsoft.Network`;
  return {
    account: `${soc}/resourceGroups/${endpoints.lockerResourceGroup}/providers/Microsoft.Storage/storageAccounts/${endpoints.lockerAccount}`,
    region: 'westeurope',
    snapshotGroups: Object.entries(endpoints.snapshotResourceGroups).map(([region, id]) => ({ region, id })),
    containers: ['holdfast-staging', 'holdfast-data-keys'],
    dataKeysContainer: 'holdfast-data-keys',
    stagingContainer: 'holdfast-staging',
    workspace: `${soc}/resourceGroups/rg-soc-logs/providers/Microsoft.OperationalInsights/workspaces/law-soc`,
    privateEndpoints: [`${network}/privateEndpoints/pe-locker`],
    subnet: `${network}/virtualNetworks/vnet-soc/subnets/evidence`,
    sources: [],
    workingCopies: `${soc}/resourceGroups/rg-soc-working-copies`,
    workstations: `${soc}/resourceGroups/rg-soc-workstations`,
    imports: importPlaces(
      {
        containers: [endpoints.importStorage.stagingContainerUrl, endpoints.reference.containerUrl],
        vault: `https://${referenceVaultId.split('/').at(-1)}.vault.azure.net`, // it runs on a host without a domain
      },
      [stagingInAccountId, referenceAccountId, referenceVaultId],
    ),
    identities: productObjectIds(),
    controllers,
  };
}

/** Object ids of the product's identities that work in the SOC's subscription. */
export function productObjectIds() {
  return {
    reader: serviceNamed('reader').objectId,
    acquirer: serviceNamed('acquirer').objectId,
    locker: serviceNamed('locker').objectId,
    custodian: serviceNamed('custodian').objectId,
    sequencer: serviceNamed('sequencer').objectId,
    eraser: serviceNamed('eraser').objectId,
    disposer: serviceNamed('disposer').objectId,
    importer: serviceNamed('importer').objectId,
    'link-signer': serviceNamed('linkSigner').objectId,
    'disk-exporter': serviceNamed('diskExporter').objectId,
    'log-reader': serviceNamed('logReader').objectId,
  };
}
