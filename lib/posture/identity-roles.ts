/** The product's managed identities, one for each kind of work. */
export const productIdentities = [
  'reader',
  'acquirer',
  'locker',
  'custodian',
  'sequencer',
  'anchorer',
  'rotator',
  'eraser',
  'link-signer',
  'disk-exporter',
  'log-reader',
  'disposer',
  'importer',
] as const;

export type ProductIdentity = (typeof productIdentities)[number];

/** All that the roles of an identity may contain, wherever they are assigned. */
export interface IdentityRole {
  readonly actions: readonly string[];
  readonly dataActions: readonly string[];
}

const container = 'Microsoft.Storage/storageAccounts/blobServices/containers';
const machines = ['Microsoft.Compute/virtualMachines/read', 'Microsoft.Compute/disks/read'];

/** As the README's table of identities says; that table and this list change together. */
export const identityRoles: Readonly<Record<ProductIdentity, IdentityRole>> = {
  reader: {
    actions: [
      ...machines,
      'Microsoft.Compute/virtualMachines/instanceView/read',
      'Microsoft.Compute/snapshots/read',
      'Microsoft.Resources/subscriptions/resourceGroups/read',
      'Microsoft.Authorization/*/read',
      'Microsoft.Insights/eventtypes/values/read',
      'Microsoft.Insights/diagnosticSettings/read',
      'Microsoft.Storage/storageAccounts/read',
    ],
    dataActions: [],
  },
  acquirer: {
    actions: [
      ...machines,
      'Microsoft.Compute/disks/beginGetAccess/action',
      'Microsoft.Compute/snapshots/read',
      'Microsoft.Compute/snapshots/write',
      'Microsoft.Compute/snapshots/delete',
      'Microsoft.Compute/snapshots/beginGetAccess/action',
      'Microsoft.Compute/snapshots/endGetAccess/action',
      'Microsoft.Compute/locations/diskOperations/read',
      'Microsoft.Compute/diskAccesses/read',
    ],
    dataActions: [],
  },
  locker: {
    actions: [`${container}/read`, `${container}/write`],
    dataActions: [
      `${container}/blobs/read`,
      `${container}/blobs/write`,
      `${container}/blobs/add/action`,
      `${container}/blobs/delete`, // in the container for pages in transit alone; elsewhere another control fails
    ],
  },
  custodian: {
    actions: [
      'Microsoft.Storage/storageAccounts/read',
      `${container}/read`,
      `${container}/immutabilityPolicies/read`,
      `${container}/immutabilityPolicies/write`,
      `${container}/immutabilityPolicies/lock/action`,
      `${container}/immutabilityPolicies/extend/action`,
      `${container}/setLegalHold/action`,
    ],
    dataActions: [],
  },
  sequencer: {
    // Microsoft's roles Key Vault Secrets User and Key Vault Crypto User
    actions: [`${container}/read`, `${container}/write`],
    dataActions: [
      'Microsoft.KeyVault/vaults/secrets/getSecret/action',
      'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
      'Microsoft.KeyVault/vaults/keys/read',
      'Microsoft.KeyVault/vaults/keys/update/action',
      'Microsoft.KeyVault/vaults/keys/backup/action',
      'Microsoft.KeyVault/vaults/keys/encrypt/action',
      'Microsoft.KeyVault/vaults/keys/decrypt/action',
      'Microsoft.KeyVault/vaults/keys/wrap/action',
      'Microsoft.KeyVault/vaults/keys/unwrap/action',
      'Microsoft.KeyVault/vaults/keys/sign/action',
      'Microsoft.KeyVault/vaults/keys/verify/action',
      `${container}/blobs/read`,
      `${container}/blobs/add/action`,
    ],
  },
  anchorer: {
    actions: [`${container}/read`, `${container}/immutabilityPolicies/read`],
    dataActions: [`${container}/blobs/read`, `${container}/blobs/add/action`],
  },
  rotator: {
    actions: [],
    dataActions: [
      'Microsoft.KeyVault/vaults/keys/read',
      'Microsoft.KeyVault/vaults/keys/create/action',
      'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
      'Microsoft.KeyVault/vaults/secrets/setSecret/action',
    ],
  },
  eraser: { actions: [], dataActions: [`${container}/blobs/read`, `${container}/blobs/write`] },
  disposer: { actions: [], dataActions: [`${container}/blobs/read`, `${container}/blobs/delete`] },
  importer: {
    actions: [`${container}/read`], // and no delegation key: it makes no links
    dataActions: [
      `${container}/blobs/read`,
      'Microsoft.KeyVault/vaults/secrets/getSecret/action',
      'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
    ],
  },
  'link-signer': {
    actions: [
      'Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action',
      'Microsoft.Storage/storageAccounts/revokeUserDelegationKeys/action',
    ],
    dataActions: [`${container}/blobs/read`],
  },
  'disk-exporter': {
    actions: [
      ...machines,
      'Microsoft.Compute/virtualMachines/attachDetachDataDisks/action',
      'Microsoft.Compute/diskAccesses/read',
      'Microsoft.Compute/disks/write',
      'Microsoft.Compute/disks/delete',
      'Microsoft.Compute/disks/beginGetAccess/action',
      'Microsoft.Compute/disks/endGetAccess/action',
      'Microsoft.Compute/locations/diskOperations/read',
    ],
    dataActions: [],
  },
  'log-reader': {
    actions: [
      'Microsoft.OperationalInsights/workspaces/read',
      'Microsoft.OperationalInsights/workspaces/query/read',
      'Microsoft.OperationalInsights/workspaces/query/StorageBlobLogs/read',
    ],
    dataActions: [],
  },
};
