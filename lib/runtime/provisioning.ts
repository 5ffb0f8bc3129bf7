import { fetchedCredential, personCredential } from '../adapters/azure/person-credential.ts';
import { azureProvisioningSite } from '../adapters/azure/provisioning-site.ts';
import { stagingContainer } from '../adapters/azure/staging-container.ts';
import { identityObjectId } from '../adapters/graph/identity-object-id.ts';
import type { ProvisioningSite } from '../ports/provisioning-site.ts';
import type { ProductIdentity } from '../posture/identity-roles.ts';
import { containerPlace } from '../provision/container-place.ts';
import { importPlaces } from '../provision/import-places.ts';
import { type AnchorsHouse, type SocHouse, wantedOfAnchors, wantedOfSoc } from '../provision/soc-house.ts';
import type { WantedState } from '../provision/wanted-state.ts';
import type { ProvisionSettings } from './env.ts';
import { clientIdsOf } from './posture-hatches.ts';

/** What no setting names. `anchorsGroup`: the resource group of the anchors' account, in the department's subscription. */
export interface ProvisionChoices {
  readonly region: string | null; // null: the first region of which there are snapshots
  readonly subnet: string | null;
  readonly sources: readonly string[]; // subscription ids
  readonly controllers: readonly string[]; // object ids
  readonly importFrom: readonly string[]; // ARM ids of storage accounts and vaults
  readonly anchorsGroup: string | null; // not null: the anchors alone
}

/** Who does it: a person at the shell, or one whose tokens are fetched for them. */
export type ProvisionPerson =
  | { readonly kind: 'signs-in'; readonly prompt: (line: string) => void }
  | { readonly kind: 'fetched'; readonly fetchToken: (resource: string) => Promise<string> };

/** What is wanted by the settings, and the way into the subscription as that person. */
export async function provisioning(
  settings: ProvisionSettings,
  choices: ProvisionChoices,
  person: ProvisionPerson,
  signal: AbortSignal,
): Promise<{ readonly site: ProvisioningSite; readonly wanted: WantedState }> {
  const credential =
    person.kind === 'fetched'
      ? fetchedCredential(person.fetchToken)
      : personCredential(settings.HOLDFAST_TENANT_ID, person.prompt);
  const graph = { credential, graphEndpoint: settings.HOLDFAST_GRAPH_ENDPOINT };
  const objectId = (clientId: string) => identityObjectId(graph, clientId, signal);
  return {
    site: azureProvisioningSite({ credential, armEndpoint: settings.HOLDFAST_ARM_ENDPOINT }),
    wanted:
      choices.anchorsGroup === null
        ? wantedOfSoc(await socHouse(settings, choices, objectId))
        : wantedOfAnchors(await anchorsHouse(settings, choices, choices.anchorsGroup, objectId)),
  };
}

async function socHouse(
  settings: ProvisionSettings,
  choices: ProvisionChoices,
  objectId: (clientId: string) => Promise<string | null>,
): Promise<SocHouse> {
  const account = settings.HOLDFAST_LOCKER_ACCOUNT;
  const group = `/subscriptions/${settings.HOLDFAST_LOCKER_SUBSCRIPTION_ID}/resourceGroups/${settings.HOLDFAST_LOCKER_RESOURCE_GROUP}`;
  const dataKeys = containerPlace(settings.HOLDFAST_DATA_KEYS_CONTAINER_URL);
  const keysAreHere = dataKeys.account === account;
  const identities: Partial<Record<ProductIdentity, string | null>> = {};
  for (const [name, clientId] of clientIdsOf(settings)) identities[name] = await objectId(clientId);
  return {
    account: `${group}/providers/Microsoft.Storage/storageAccounts/${account}`,
    region: regionOf(settings, choices),
    snapshotGroups: Object.entries(settings.HOLDFAST_SNAPSHOT_RESOURCE_GROUPS).map(([region, id]) => ({
      id,
      region,
    })),
    containers: [stagingContainer, ...(keysAreHere ? [dataKeys.container] : [])],
    dataKeysContainer: keysAreHere ? dataKeys.container : null,
    stagingContainer,
    workspace: settings.HOLDFAST_LOG_WORKSPACE_RESOURCE_ID ?? null,
    privateEndpoints: settings.HOLDFAST_LOCKER_PRIVATE_ENDPOINTS ?? [],
    subnet: choices.subnet,
    sources: choices.sources.map((id) => `/subscriptions/${id}`),
    workingCopies: settings.HOLDFAST_WORKING_COPIES_GROUP ?? null,
    workstations: settings.HOLDFAST_WORKSTATIONS_GROUP ?? null,
    imports: importPlaces(
      {
        containers: [
          settings.HOLDFAST_STAGING_CONTAINER_URL,
          settings.HOLDFAST_WINDOWS365_CONTAINER_URL,
          settings.HOLDFAST_REFERENCE_CONTAINER_URL,
        ],
        vault: settings.HOLDFAST_REFERENCE_VAULT_URL,
      },
      choices.importFrom,
    ),
    identities,
    controllers: choices.controllers,
  };
}

async function anchorsHouse(
  settings: ProvisionSettings,
  choices: ProvisionChoices,
  group: string,
  objectId: (clientId: string) => Promise<string | null>,
): Promise<AnchorsHouse> {
  const { account, container } = containerPlace(settings.HOLDFAST_ANCHORS_CONTAINER_URL);
  return {
    account: `${group}/providers/Microsoft.Storage/storageAccounts/${account}`,
    region: regionOf(settings, choices),
    container,
    retentionDays: settings.HOLDFAST_RETENTION_DAYS,
    anchorer: await objectId(settings.HOLDFAST_ANCHORER_CLIENT_ID),
  };
}

function regionOf(settings: ProvisionSettings, { region }: ProvisionChoices): string {
  const [first] = Object.keys(settings.HOLDFAST_SNAPSHOT_RESOURCE_GROUPS);
  if (region !== null) return region;
  if (first !== undefined) return first;
  throw new Error('Say in which region: --region, such as westeurope.');
}
