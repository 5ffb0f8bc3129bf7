const containers = 'Microsoft.Storage/storageAccounts/blobServices/containers';

/** A custom role of the tenant: these actions and no others. */
export interface ProductRole {
  readonly name: string;
  readonly description: string;
  readonly actions: readonly string[];
  readonly dataActions: readonly string[];
}

/**
 * Least privilege per identity, as the README's table of identities says; clearing a hold or deleting a policy is in
 * none but the controllers' role, which nobody bears for good.
 */
export const productRoles: readonly ProductRole[] = [
  role('Holdfast Reader', {
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
  role('Holdfast Source Reader', {
    description: 'Reads the disk a snapshot is taken of.',
    actions: [
      'Microsoft.Compute/virtualMachines/read',
      'Microsoft.Compute/disks/read',
      'Microsoft.Compute/disks/beginGetAccess/action',
    ],
  }),
  role('Holdfast Snapshot Operator', {
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
  role('Holdfast Operation Poller', {
    description: 'Follows the long-running operations of the disk provider.',
    actions: ['Microsoft.Compute/locations/diskOperations/read'],
  }),
  role('Holdfast Evidence Writer', {
    description: 'Creates containers and new blobs; reads them back. Cannot delete.',
    actions: [`${containers}/read`, `${containers}/write`],
    dataActions: [`${containers}/blobs/read`, `${containers}/blobs/write`, `${containers}/blobs/add/action`],
  }),
  role('Holdfast Staging Cleaner', {
    description: 'Deletes staged pages. Assigned on the staging container alone.',
    dataActions: [`${containers}/blobs/delete`],
  }),
  role('Holdfast Custodian', {
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
  role('Holdfast Ledger Anchorer', {
    description: 'Adds anchors and reads them back. Cannot overwrite, delete or change the retention.',
    actions: [`${containers}/read`, `${containers}/immutabilityPolicies/read`],
    dataActions: [`${containers}/blobs/read`, `${containers}/blobs/add/action`],
  }),
  role('Holdfast Data Key Keeper', {
    description: 'Stores and reads wrapped data keys. Assigned on their container alone.',
    actions: [`${containers}/read`, `${containers}/write`],
    dataActions: [`${containers}/blobs/read`, `${containers}/blobs/add/action`],
  }),
  role('Holdfast Data Key Eraser', {
    description: 'Replaces wrapped data keys by the word that they were destroyed. On their container alone.',
    dataActions: [`${containers}/blobs/read`, `${containers}/blobs/write`],
  }),
  role('Holdfast Disposer', {
    description:
      'Deletes what two people approved and a third witnessed. Holds and retention of the container stand above it.',
    dataActions: [`${containers}/blobs/read`, `${containers}/blobs/delete`],
  }),
  role('Holdfast Key Rotator', {
    description: 'Makes new versions of the keys that sign the ledger. Can neither read nor use any.',
    dataActions: [
      'Microsoft.KeyVault/vaults/keys/read',
      'Microsoft.KeyVault/vaults/keys/create/action',
      'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
      'Microsoft.KeyVault/vaults/secrets/setSecret/action',
    ],
  }),
  role('Holdfast Link Signer', {
    description: 'Signs links to evidence, which never may more than it: read. Takes all of them back.',
    actions: [
      'Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action',
      'Microsoft.Storage/storageAccounts/revokeUserDelegationKeys/action',
    ],
    dataActions: [`${containers}/blobs/read`],
  }),
  role('Holdfast Disk Exporter', {
    description: 'Makes working copies into disks of their own group, and removes them.',
    actions: [
      'Microsoft.Compute/disks/read',
      'Microsoft.Compute/disks/write',
      'Microsoft.Compute/disks/delete',
      'Microsoft.Compute/disks/beginGetAccess/action',
      'Microsoft.Compute/disks/endGetAccess/action',
      'Microsoft.Compute/diskAccesses/read',
    ],
  }),
  role('Holdfast Disk Attacher', {
    description:
      'Attaches working copies to forensic workstations and detaches them. Starts and stops nothing.',
    actions: [
      'Microsoft.Compute/virtualMachines/read',
      'Microsoft.Compute/virtualMachines/attachDetachDataDisks/action',
      'Microsoft.Compute/disks/read',
    ],
  }),
  role('Holdfast Log Reader', {
    description: 'Asks the log workspace what happened to the locker.',
    actions: [
      'Microsoft.OperationalInsights/workspaces/read',
      'Microsoft.OperationalInsights/workspaces/query/read',
      'Microsoft.OperationalInsights/workspaces/query/StorageBlobLogs/read',
    ],
  }),
  role('Holdfast Import Reader', {
    description: 'Reads what waits to be taken over as evidence. Assigned on each such container alone.',
    actions: [`${containers}/read`],
    dataActions: [`${containers}/blobs/read`],
  }),
  role('Holdfast Hash Reader', {
    description: 'Reads the hash values of the older custody room. Assigned on its vault alone.',
    dataActions: [
      'Microsoft.KeyVault/vaults/secrets/getSecret/action',
      'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
    ],
  }),
  role('Holdfast Controller', {
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

function role(
  name: string,
  has: Pick<ProductRole, 'description'> & Partial<Pick<ProductRole, 'actions' | 'dataActions'>>,
): ProductRole {
  return { name, actions: [], dataActions: [], ...has };
}
