import { vaultNames } from '../vault/vault-contents.ts';
import { builtInRoles } from './built-in-roles.ts';
import { productRoles } from './product-roles.ts';
import { stableGuid } from './stable-guid.ts';
import {
  anchorsContainerId,
  cloudPcAccountId,
  cloudPcContainer,
  dataKeysContainerId,
  groups,
  lockerAccountId,
  lockerResourceGroup,
  logWorkspaceId,
  personOid,
  referenceAccountId,
  referenceContainer,
  referenceVaultId,
  services,
  snapshotResourceGroups,
  stagingContainerId,
  stagingInAccountId,
  stagingInContainer,
  subscriptions,
  vaultId,
  workingCopiesGroup,
  workstationsGroup,
} from './tenant.ts';

export interface RoleAssignment {
  readonly guid: string;
  readonly scope: string;
  readonly principalId: string;
  readonly principalType: PrincipalType;
  readonly roleGuid: string;
  readonly condition: string | null;
  /** Null: for good. */
  readonly endsAt: string | null;
}

export type PrincipalType = 'User' | 'Group' | 'ServicePrincipal';

/** Stands for everybody in a deny assignment. */
export const everyone = '00000000-0000-0000-0000-000000000000';

const production = `/subscriptions/${subscriptions.production}`;
const soc = `/subscriptions/${subscriptions.soc}`;
const restricted = `/subscriptions/${subscriptions.restricted}`;
const anchors = `/subscriptions/${subscriptions.anchors}`;
const evidenceGroup = `${soc}/resourceGroups/${lockerResourceGroup}`;

export const seededRoles = [...builtInRoles, ...productRoles];

/** Who holds which role where. People in no line (auditor, controllers, investigator) reach nothing in Azure. */
export const seededAssignments: readonly RoleAssignment[] = [
  seed('sg-soc', production, 'Reader'),
  seed('lead-1', restricted, 'Reader'),
  ...[production, soc, restricted, anchors].map((scope) => seed('reader', scope, 'Holdfast Reader')),
  ...[production, restricted].map((scope) => seed('acquirer', scope, 'Holdfast Source Reader')),
  ...Object.values(snapshotResourceGroups).map((scope) =>
    seed('acquirer', scope, 'Holdfast Snapshot Operator'),
  ),
  // Polling a snapshot's operation happens at subscription scope, outside any resource group.
  seed('acquirer', soc, 'Holdfast Operation Poller'),
  seed('locker', lockerAccountId, 'Holdfast Evidence Writer'),
  seed('locker', stagingContainerId, 'Holdfast Staging Cleaner'),
  seed('custodian', lockerAccountId, 'Holdfast Custodian'),
  seed('disposer', lockerAccountId, 'Holdfast Disposer'),
  seed('linkSigner', lockerAccountId, 'Holdfast Link Signer'),
  seed('diskExporter', workingCopiesGroup, 'Holdfast Disk Exporter'),
  seed('diskExporter', workstationsGroup, 'Holdfast Disk Attacher'),
  seed('diskExporter', soc, 'Holdfast Operation Poller'),
  seed('logReader', logWorkspaceId, 'Holdfast Log Reader'),
  seed('anchorer', anchorsContainerId, 'Holdfast Ledger Anchorer'),
  seed('sequencer', dataKeysContainerId, 'Holdfast Data Key Keeper'),
  seed('eraser', dataKeysContainerId, 'Holdfast Data Key Eraser'),
  seed('rotator', `${vaultId}/secrets/${vaultNames.checkpointSecret}`, 'Holdfast Key Rotator'),
  seed('rotator', `${vaultId}/keys/${vaultNames.checkpointKey}`, 'Holdfast Key Rotator'),
  // The signing secret alone, and the two keys: nothing else that the vault may hold.
  seed('sequencer', `${vaultId}/secrets/${vaultNames.checkpointSecret}`, 'Key Vault Secrets User'),
  seed('sequencer', `${vaultId}/keys/${vaultNames.checkpointKey}`, 'Key Vault Crypto User'),
  seed('sequencer', `${vaultId}/keys/${vaultNames.dataKeysKey}`, 'Key Vault Crypto User'),
  seed(
    'importer',
    `${referenceAccountId}/blobServices/default/containers/${referenceContainer}`,
    'Holdfast Import Reader',
  ),
  seed('importer', referenceVaultId, 'Holdfast Hash Reader'),
  seed(
    'importer',
    `${stagingInAccountId}/blobServices/default/containers/${stagingInContainer}`,
    'Holdfast Import Reader',
  ),
  seed(
    'importer',
    `${cloudPcAccountId}/blobServices/default/containers/${cloudPcContainer}`,
    'Holdfast Import Reader',
  ),
  seed('reportSigner', `${vaultId}/keys/${vaultNames.reportKey}`, 'Key Vault Crypto User'),
];

/** Roles that their holders must activate first; both controllers are eligible, neither is active. */
export const seededEligibility: readonly RoleAssignment[] = ['controller-1', 'controller-2'].map((account) =>
  seed(account, evidenceGroup, 'Holdfast Controller'),
);

function seed(principal: string, scope: string, roleName: string): RoleAssignment {
  const role = seededRoles.find((one) => one.name === roleName);
  if (role === undefined) throw new Error(`The embedded tenant has no role ${roleName}.`);
  const { id, type } = principalNamed(principal);
  return {
    guid: stableGuid(`${id} ${role.guid} ${scope}`),
    scope,
    principalId: id,
    principalType: type,
    roleGuid: role.guid,
    condition: null,
    endsAt: null,
  };
}

export function principalType(id: string): PrincipalType {
  if (groups.some((one) => one.id === id)) return 'Group';
  return services.some((one) => one.objectId === id) ? 'ServicePrincipal' : 'User';
}

/** A person, group or product identity by its name. Throws for a name that the tenant does not know. */
export function principalNamed(name: string): { readonly id: string; readonly type: PrincipalType } {
  const group = groups.find((one) => one.displayName === name);
  if (group !== undefined) return { id: group.id, type: 'Group' };
  const service = services.find((one) => one.name === name);
  if (service !== undefined) return { id: service.objectId, type: 'ServicePrincipal' };
  return { id: personOid(name), type: 'User' };
}
