import { azurePostureSource } from '../../lib/adapters/azure/posture-source.ts';
import { graphDirectoryObjects } from '../../lib/adapters/graph/directory-objects.ts';
import { indexAccess } from '../../lib/posture/access-index.ts';
import { controlKey } from '../../lib/posture/control.ts';
import { demandedControls } from '../../lib/posture/demanded-controls.ts';
import { evaluateControl } from '../../lib/posture/evaluate-control.ts';
import { mergeSnapshots } from '../../lib/posture/merge-snapshots.ts';
import type { SocHouse } from '../../lib/provision/soc-house.ts';
import { credentialOf } from './arm-cloud.ts';
import type { TestCloud } from './cloud.ts';
import { controllers, productObjectIds } from './provision-house.ts';

/** Every demand of the house that does not pass, read as the product's own reader. */
export async function notPassing(cloud: TestCloud, house: SocHouse): Promise<readonly string[]> {
  const credential = credentialOf(cloud, 'reader');
  const { arm, graph, socSubscriptionId } = cloud.endpoints;
  const signal = AbortSignal.timeout(60_000);
  const directory = graphDirectoryObjects({ credential, graphEndpoint: graph });
  const posture = azurePostureSource({ credential, armEndpoint: arm, directory });
  const { account } = house;
  const key = account.toLowerCase();
  const access = mergeSnapshots([await posture.access(`/subscriptions/${socSubscriptionId}`, signal)]);
  const at = new Date().toISOString();
  const facts = {
    access: { kind: 'read', value: indexAccess(access), at },
    controllers: { kind: 'read', value: controllers, at },
    accounts: new Map([[key, await posture.account(account, signal)]]),
    containers: new Map(),
    diagnostics: new Map([
      [key, await posture.diagnosticSettings(`${account}/blobServices/default`, signal)],
    ]),
    locks: new Map([[key, await posture.locks(account, signal)]]),
  } as const;
  const demands = demandedControls({
    controllers,
    identities: productObjectIds(),
    account,
    containers: [],
    snapshotGroups: house.snapshotGroups.map(({ id }) => id),
    workspace: house.workspace ?? '',
    anchors: null,
    privateEndpoints: house.privateEndpoints,
    network: { rules: [], bypass: [] },
  });
  return demands.flatMap((control) => {
    const { verdict, raw, why } = evaluateControl(control, facts, { last: new Map(), exceptions: [] }, at);
    return verdict === 'pass' ? [] : [`${controlKey(control)}: ${verdict}, ${raw}, ${why}`];
  });
}
