import { azureLockerPolicies } from '../../lib/adapters/azure/locker-policies.ts';
import { ownObjectId } from '../../lib/adapters/azure/own-object-id.ts';
import { azurePostureSource } from '../../lib/adapters/azure/posture-source.ts';
import { graphDirectoryObjects } from '../../lib/adapters/graph/directory-objects.ts';
import { graphPeopleDirectory } from '../../lib/adapters/graph/people-directory.ts';
import { anchorsAccountId } from '../../lib/embedded/cloud/tenant.ts';
import type { PostureContext } from '../../lib/procedures/posture/posture-context.ts';
import { credentialOf } from './arm-cloud.ts';
import type { TestCloud } from './cloud.ts';
import type { TestDatabase } from './database.ts';

const signal = new AbortController().signal;

/** What the worker looks at Azure's rights and settings with, each hatch with the identity that it has there. */
export function postureContextOf(
  cloud: TestCloud,
  { register }: Pick<TestDatabase, 'register'>,
): PostureContext {
  const { endpoints } = cloud;
  const soc = `/subscriptions/${endpoints.socSubscriptionId}`;
  const identity = (name: Parameters<typeof credentialOf>[1]) =>
    ownObjectId(credentialOf(cloud, name), signal);
  const credential = credentialOf(cloud, 'reader');
  const { arm, graph, socSubscriptionId, lockerResourceGroup, lockerAccount } = endpoints;
  const config = { armEndpoint: arm, subscriptionId: socSubscriptionId, resourceGroup: lockerResourceGroup };
  const directory = graphDirectoryObjects({ credential, graphEndpoint: graph });
  return {
    register,
    people: graphPeopleDirectory({ credential, graphEndpoint: graph, clientId: endpoints.oidcClientId }),
    source: azurePostureSource({ credential, armEndpoint: arm, directory }),
    policies: azureLockerPolicies({
      ...config,
      credential: credentialOf(cloud, 'custodian'),
      account: lockerAccount,
    }),
    place: {
      account: lockerIdOf(cloud),
      snapshotGroups: Object.values(endpoints.snapshotResourceGroups),
      workspace: `${soc}/resourceGroups/rg-soc-logs/providers/Microsoft.OperationalInsights/workspaces/law-soc`,
      anchors: anchorsAccountId,
      privateEndpoints: [
        `${soc}/resourceGroups/rg-soc-network/providers/Microsoft.Network/privateEndpoints/pe-locker`,
      ],
      identities: async () => ({
        reader: await identity('reader'),
        acquirer: await identity('acquirer'),
        locker: await identity('locker'),
        custodian: await identity('custodian'),
        sequencer: await identity('sequencer'),
        anchorer: await identity('anchorer'),
        rotator: await identity('rotator'),
        eraser: await identity('eraser'),
        disposer: await identity('disposer'),
        importer: await identity('importer'),
        'link-signer': await identity('linkSigner'),
        'disk-exporter': await identity('diskExporter'),
        'log-reader': await identity('logReader'),
      }),
    },
  };
}

/** The resource id of the account that holds the evidence. */
export function lockerIdOf(cloud: TestCloud): string {
  const { socSubscriptionId, lockerResourceGroup, lockerAccount } = cloud.endpoints;
  return `/subscriptions/${socSubscriptionId}/resourceGroups/${lockerResourceGroup}/providers/Microsoft.Storage/storageAccounts/${lockerAccount}`;
}
