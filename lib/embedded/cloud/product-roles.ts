import { type RoleDefinition, roleDefinition } from './role-definition.ts';
import { managementGroups } from './tenant.ts';

const containers = 'Microsoft.Storage/storageAccounts/blobServices/containers';

/** Least privilege per identity; clearing a hold or deleting a policy is in none but the controllers' role. */
export const productRoles: readonly RoleDefinition[] = [
  custom('1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b01', 'Holdfast Reader', {
    description: 'Reads machines, disks, guards of the locker, role assignments and the activity log.',
    actions: [
      'Microsoft.Compute/virtualMachines/read',
      'Microsoft.Compute/virtualMachines/instanceView/read',
      'Microsoft.Compute/disks/read',
      'Microsoft.Compute/snapshots/read',
      'Microsoft.Resources/subscriptions/resourceGroups/read',
      'Microsoft.Authorization/roleAssignments/read',
      'Microsoft.Authorization/roleDefinitions/read',
      'Microsoft.Authorization/roleAssignmentScheduleInstances/read',
      'Microsoft.Authorization/roleEligibilityScheduleInstances/read',
      'Microsoft.Authorization/denyAssignments/read',
      'Microsoft.Authorization/classicAdministrators/read',
      'Microsoft.Authorization/locks/read',
      'Microsoft.Insights/eventtypes/values/read',
      'Microsoft.Insights/diagnosticSettings/read',
      'Microsoft.Storage/storageAccounts/read',
    ],
  }),
  custom('1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b02', 'Holdfast Source Reader', {
    description: 'Reads the disk a snapshot is taken of.',
    actions: ['Microsoft.Compute/virtualMachines/read', 'Microsoft.Compute/disks/read'],
  }),
  custom('1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b03', 'Holdfast Snapshot Operator', {
    description: 'Takes, exports and removes snapshots in the SOC subscription.',
    actions: [
      'Microsoft.Compute/snapshots/read',
      'Microsoft.Compute/snapshots/write',
      'Microsoft.Compute/snapshots/delete',
      'Microsoft.Compute/snapshots/beginGetAccess/action',
      'Microsoft.Compute/snapshots/endGetAccess/action',
      'Microsoft.Compute/diskAccesses/read',
    ],
  }),
  custom('1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b06', 'Holdfast Operation Poller', {
    description: 'Follows the long-running operations of the disk provider.',
    actions: ['Microsoft.Compute/locations/diskOperations/read'],
  }),
  custom('1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b04', 'Holdfast Evidence Writer', {
    description: 'Creates containers and new blobs; reads them back. Cannot delete.',
    actions: [`${containers}/read`, `${containers}/write`],
    dataActions: [`${containers}/blobs/read`, `${containers}/blobs/write`, `${containers}/blobs/add/action`],
  }),
  custom('1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b07', 'Holdfast Staging Cleaner', {
    description: 'Deletes staged pages. Assigned on the staging container alone.',
    dataActions: [`${containers}/blobs/delete`],
  }),
  custom('1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b05', 'Holdfast Custodian', {
    description: 'Sets, locks and extends retention and sets legal holds. Cannot clear or delete either.',
    actions: [
      'Microsoft.Storage/storageAccounts/read',
      `${containers}/read`,
      `${containers}/immutabilityPolicies/read`,
      `${containers}/immutabilityPolicies/write`,
      `${containers}/immutabilityPolicies/lock/action`,
      `${containers}/immutabilityPolicies/extend/action`,
      `${containers}/setLegalHold/action`,
    ],
  }),
  custom('1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b08', 'Holdfast Ledger Anchorer', {
    description: 'Adds anchors and reads them back. Cannot overwrite, delete or change the retention.',
    actions: [`${containers}/read`, `${containers}/immutabilityPolicies/read`],
    dataActions: [`${containers}/blobs/read`, `${containers}/blobs/add/action`],
  }),
  custom('1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b09', 'Holdfast Data Key Keeper', {
    description: 'Stores and reads wrapped data keys. Assigned on their container alone.',
    actions: [`${containers}/read`, `${containers}/write`],
    dataActions: [`${containers}/blobs/read`, `${containers}/blobs/add/action`],
  }),
  custom('1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b20', 'Holdfast Data Key Eraser', {
    description: 'Replaces wrapped data keys by the word that they were destroyed. On their container alone.',
    dataActions: [`${containers}/blobs/read`, `${containers}/blobs/write`],
  }),
  custom('1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b21', 'Holdfast Key Rotator', {
    description: 'Makes new versions of the keys that sign the ledger. Can neither read nor use any.',
    dataActions: [
      'Microsoft.KeyVault/vaults/keys/read',
      'Microsoft.KeyVault/vaults/keys/create/action',
      'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
      'Microsoft.KeyVault/vaults/secrets/setSecret/action',
    ],
  }),
  custom('1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b0b', 'Holdfast Link Signer', {
    description: 'Signs links to evidence, which never may more than it: read. Takes all of them back.',
    actions: [
      'Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action',
      'Microsoft.Storage/storageAccounts/revokeUserDelegationKeys/action',
    ],
    dataActions: [`${containers}/blobs/read`],
  }),
  custom('1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b0c', 'Holdfast Disk Exporter', {
    description: 'Makes working copies into disks of their own group, and removes them.',
    actions: [
      'Microsoft.Compute/disks/read',
      'Microsoft.Compute/disks/write',
      'Microsoft.Compute/disks/delete',
      'Microsoft.Compute/disks/beginGetAccess/action',
      'Microsoft.Compute/disks/endGetAccess/action',
    ],
  }),
  custom('1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b0d', 'Holdfast Disk Attacher', {
    description:
      'Attaches working copies to forensic workstations and detaches them. Starts and stops nothing.',
    actions: [
      'Microsoft.Compute/virtualMachines/read',
      'Microsoft.Compute/virtualMachines/attachDetachDataDisks/action',
      'Microsoft.Compute/disks/read',
    ],
  }),
  custom('1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b0e', 'Holdfast Log Reader', {
    description: 'Asks the log workspace what happened to the locker.',
    actions: [
      'Microsoft.OperationalInsights/workspaces/read',
      'Microsoft.OperationalInsights/workspaces/query/read',
      'Microsoft.OperationalInsights/workspaces/query/StorageBlobLogs/read',
    ],
  }),
  custom('1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b0a', 'Holdfast Controller', {
    description:
      'Changes the controls of the evidence. Held by nobody: the two controllers are eligible for it.',
    actions: [
      'Microsoft.Authorization/*/read',
      'Microsoft.Authorization/roleAssignments/*',
      'Microsoft.Authorization/roleDefinitions/*',
      'Microsoft.Authorization/locks/*',
      'Microsoft.Authorization/roleManagementPolicies/write',
      'Microsoft.Insights/diagnosticSettings/*',
      'Microsoft.Storage/storageAccounts/read',
      'Microsoft.Storage/storageAccounts/write',
      'Microsoft.Storage/storageAccounts/revokeUserDelegationKeys/action',
      `${containers}/read`,
      `${containers}/setLegalHold/action`,
      `${containers}/clearLegalHold/action`,
      `${containers}/immutabilityPolicies/*`,
    ],
  }),
];

function custom(
  guid: string,
  name: string,
  permission: Parameters<typeof roleDefinition>[1],
): RoleDefinition {
  const assignableScopes = managementGroups.filter((one) => one.children.length > 0).map((one) => one.id);
  return roleDefinition({ guid, name, custom: true, assignableScopes }, permission);
}
