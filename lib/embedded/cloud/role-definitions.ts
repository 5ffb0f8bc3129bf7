/** An Azure role definition as far as authorisation needs it. */
export interface RoleDefinition {
  readonly guid: string;
  readonly name: string;
  readonly custom: boolean;
  readonly description: string;
  readonly actions: readonly string[];
  readonly dataActions: readonly string[];
}

const containers = 'Microsoft.Storage/storageAccounts/blobServices/containers';

/** Least privilege per identity; clearing a hold or deleting a policy is in none of them. */
export const roleDefinitions: readonly RoleDefinition[] = [
  {
    guid: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
    name: 'Reader',
    custom: false,
    description: 'View all resources, but does not allow you to make any changes.',
    actions: ['*/read'],
    dataActions: [],
  },
  {
    guid: '1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b01',
    name: 'Holdfast Reader',
    custom: true,
    description: 'Reads machines, disks, role assignments and the activity log.',
    actions: [
      'Microsoft.Compute/virtualMachines/read',
      'Microsoft.Compute/virtualMachines/instanceView/read',
      'Microsoft.Compute/disks/read',
      'Microsoft.Compute/snapshots/read',
      'Microsoft.Resources/subscriptions/resourceGroups/read',
      'Microsoft.Authorization/*/read',
      'Microsoft.Insights/eventtypes/values/read',
      'Microsoft.Storage/storageAccounts/read',
    ],
    dataActions: [],
  },
  {
    guid: '1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b02',
    name: 'Holdfast Source Reader',
    custom: true,
    description: 'Reads the disk a snapshot is taken of.',
    actions: ['Microsoft.Compute/virtualMachines/read', 'Microsoft.Compute/disks/read'],
    dataActions: [],
  },
  {
    guid: '1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b03',
    name: 'Holdfast Snapshot Operator',
    custom: true,
    description: 'Takes, exports and removes snapshots in the SOC subscription.',
    actions: [
      'Microsoft.Compute/snapshots/read',
      'Microsoft.Compute/snapshots/write',
      'Microsoft.Compute/snapshots/delete',
      'Microsoft.Compute/snapshots/beginGetAccess/action',
      'Microsoft.Compute/snapshots/endGetAccess/action',
      'Microsoft.Compute/diskAccesses/read',
    ],
    dataActions: [],
  },
  {
    guid: '1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b06',
    name: 'Holdfast Operation Poller',
    custom: true,
    description: 'Follows the long-running operations of the disk provider.',
    actions: ['Microsoft.Compute/locations/diskOperations/read'],
    dataActions: [],
  },
  {
    guid: '1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b04',
    name: 'Holdfast Evidence Writer',
    custom: true,
    description: 'Creates containers and new blobs; reads them back. Cannot delete.',
    actions: [
      'Microsoft.Storage/storageAccounts/read',
      `${containers}/read`,
      `${containers}/write`,
      `${containers}/immutabilityPolicies/read`,
    ],
    dataActions: [`${containers}/blobs/read`, `${containers}/blobs/write`, `${containers}/blobs/add/action`],
  },
  {
    guid: '1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b07',
    name: 'Holdfast Staging Cleaner',
    custom: true,
    description: 'Deletes staged pages. Assigned on the staging container alone.',
    actions: [],
    dataActions: [`${containers}/blobs/delete`],
  },
  {
    guid: '1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b05',
    name: 'Holdfast Custodian',
    custom: true,
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
    dataActions: [`${containers}/blobs/read`],
  },
  {
    guid: '1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b08',
    name: 'Holdfast Ledger Anchorer',
    custom: true,
    description: 'Adds anchors and reads them back. Cannot overwrite, delete or change the retention.',
    actions: [`${containers}/read`, `${containers}/immutabilityPolicies/read`],
    dataActions: [`${containers}/blobs/read`, `${containers}/blobs/add/action`],
  },
  {
    guid: '1d9f3c60-0a51-4be2-9d57-3e8c2a7f4b09',
    name: 'Holdfast Data Key Keeper',
    custom: true,
    description: 'Stores and reads wrapped data keys. Assigned on their container alone.',
    actions: [`${containers}/read`, `${containers}/write`],
    dataActions: [`${containers}/blobs/read`, `${containers}/blobs/add/action`],
  },
  {
    guid: '12338af0-0e69-4776-bea7-57ae8d297424',
    name: 'Key Vault Crypto User',
    custom: false,
    description: 'Perform cryptographic operations using keys.',
    actions: [],
    dataActions: [
      'Microsoft.KeyVault/vaults/keys/read',
      'Microsoft.KeyVault/vaults/keys/sign/action',
      'Microsoft.KeyVault/vaults/keys/verify/action',
      'Microsoft.KeyVault/vaults/keys/wrap/action',
      'Microsoft.KeyVault/vaults/keys/unwrap/action',
    ],
  },
  {
    guid: '4633458b-17de-408a-b874-0445c86b69e6',
    name: 'Key Vault Secrets User',
    custom: false,
    description: 'Read secret contents.',
    actions: [],
    dataActions: ['Microsoft.KeyVault/vaults/secrets/getSecret/action'],
  },
];
