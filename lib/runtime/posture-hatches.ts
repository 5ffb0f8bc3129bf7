import { managedIdentity } from '../adapters/azure/credential.ts';
import { azureLockerPolicies } from '../adapters/azure/locker-policies.ts';
import { ownObjectId } from '../adapters/azure/own-object-id.ts';
import { azurePostureSource } from '../adapters/azure/posture-source.ts';
import { graphDirectoryObjects } from '../adapters/graph/directory-objects.ts';
import type { ProductIdentity } from '../posture/identity-roles.ts';
import type { PostureContext } from '../procedures/posture/posture-context.ts';
import type { ProvisionSettings, Settings } from './env.ts';
import type { Runtime } from './runtime.ts';

/** What the worker compares Azure with: read as the reader, containers as the custodian; nothing is changed. */
export function postureContext({
  settings,
  context,
  people,
}: Pick<Runtime, 'settings' | 'context' | 'people'>): PostureContext {
  const armEndpoint = settings.HOLDFAST_ARM_ENDPOINT;
  const credential = managedIdentity(settings.HOLDFAST_READER_CLIENT_ID);
  const subscriptionId = settings.HOLDFAST_LOCKER_SUBSCRIPTION_ID;
  const resourceGroup = settings.HOLDFAST_LOCKER_RESOURCE_GROUP;
  const account = settings.HOLDFAST_LOCKER_ACCOUNT;
  const directory = graphDirectoryObjects({ credential, graphEndpoint: settings.HOLDFAST_GRAPH_ENDPOINT });
  return {
    register: context.register,
    people,
    source: azurePostureSource({ credential, armEndpoint, directory }),
    policies: azureLockerPolicies({
      credential: managedIdentity(settings.HOLDFAST_CUSTODIAN_CLIENT_ID),
      armEndpoint,
      subscriptionId,
      resourceGroup,
      account,
    }),
    place: {
      account: `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Storage/storageAccounts/${account}`,
      snapshotGroups: Object.values(settings.HOLDFAST_SNAPSHOT_RESOURCE_GROUPS),
      workspace: settings.HOLDFAST_LOG_WORKSPACE_RESOURCE_ID ?? null,
      anchors: settings.HOLDFAST_ANCHORS_ACCOUNT_RESOURCE_ID ?? null,
      privateEndpoints: settings.HOLDFAST_LOCKER_PRIVATE_ENDPOINTS ?? null,
      identities: productIdentityIds(settings),
    },
  };
}

/** An object id never changes, so each identity is asked once in the life of the process. */
function productIdentityIds(settings: Settings): PostureContext['place']['identities'] {
  const known = new Map<ProductIdentity, string>();
  const clientIds = clientIdsOf(settings);
  return async (signal) => {
    for (const [name, clientId] of clientIds)
      if (!known.has(name)) known.set(name, await ownObjectId(managedIdentity(clientId), signal));
    return Object.fromEntries(known);
  };
}

/** The identities that are set up, with their client ids. */
export function clientIdsOf(settings: ProvisionSettings): readonly (readonly [ProductIdentity, string])[] {
  const all: Readonly<Record<ProductIdentity, string | undefined>> = {
    reader: settings.HOLDFAST_READER_CLIENT_ID,
    acquirer: settings.HOLDFAST_ACQUIRER_CLIENT_ID,
    locker: settings.HOLDFAST_LOCKER_CLIENT_ID,
    custodian: settings.HOLDFAST_CUSTODIAN_CLIENT_ID,
    sequencer: settings.HOLDFAST_SEQUENCER_CLIENT_ID,
    anchorer: settings.HOLDFAST_ANCHORER_CLIENT_ID,
    rotator: settings.HOLDFAST_ROTATOR_CLIENT_ID,
    eraser: settings.HOLDFAST_ERASER_CLIENT_ID,
    disposer: settings.HOLDFAST_DISPOSER_CLIENT_ID,
    importer: settings.HOLDFAST_IMPORTER_CLIENT_ID,
    'link-signer': settings.HOLDFAST_LINK_SIGNER_CLIENT_ID,
    'disk-exporter': settings.HOLDFAST_DISK_EXPORTER_CLIENT_ID,
    'log-reader': settings.HOLDFAST_LOG_READER_CLIENT_ID,
  };
  const names = Object.keys(all) as ProductIdentity[];
  return names.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]] as const]));
}
