import { type RoleDefinition, roleDefinition } from './role-definition.ts';

const containers = 'Microsoft.Storage/storageAccounts/blobServices/containers';
const delegationKey = 'Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action';

/**
 * Roles that every tenant has, with Microsoft's own identifiers and actions.
 * Source: Microsoft Learn, "Azure built-in roles" (Privileged, General, Storage, Monitor, Security), July 2026.
 */
export const builtInRoles: readonly RoleDefinition[] = [
  builtIn('8e3af657-a8ff-443c-a75c-2fe8c4bcb635', 'Owner', {
    description:
      'Grants full access to manage all resources, including the ability to assign roles in Azure RBAC.',
    actions: ['*'],
  }),
  builtIn('b24988ac-6180-42a0-ab88-20f7382dd24c', 'Contributor', {
    description:
      'Grants full access to manage all resources, but does not allow you to assign roles in Azure RBAC, manage assignments in Azure Blueprints, or share image galleries.',
    actions: ['*'],
    notActions: [
      'Microsoft.Authorization/*/Delete',
      'Microsoft.Authorization/*/Write',
      'Microsoft.Authorization/elevateAccess/Action',
      'Microsoft.Blueprint/blueprintAssignments/write',
      'Microsoft.Blueprint/blueprintAssignments/delete',
      'Microsoft.Compute/galleries/share/action',
      'Microsoft.Purview/consents/write',
      'Microsoft.Purview/consents/delete',
      'Microsoft.Resources/deploymentStacks/manageDenySetting/action',
      'Microsoft.Subscription/cancel/action',
      'Microsoft.Subscription/enable/action',
    ],
  }),
  builtIn('acdd72a7-3385-48ef-bd42-f606fba81ae7', 'Reader', {
    description: 'View all resources, but does not allow you to make any changes.',
    actions: ['*/read'],
  }),
  builtIn('18d7d88d-d35e-4fb5-a5c3-7773c20a72d9', 'User Access Administrator', {
    description: 'Lets you manage user access to Azure resources.',
    actions: ['*/read', 'Microsoft.Authorization/*', 'Microsoft.Support/*'],
  }),
  builtIn('f58310d9-a9f6-439a-9e8d-f62e7b41a168', 'Role Based Access Control Administrator', {
    description:
      'Manage access to Azure resources by assigning roles using Azure RBAC. This role does not allow you to manage access using other ways, such as Azure Policy.',
    actions: [
      'Microsoft.Authorization/roleAssignments/write',
      'Microsoft.Authorization/roleAssignments/delete',
      '*/read',
      'Microsoft.Support/*',
    ],
  }),
  builtIn('17d1049b-9a84-46fb-8f53-869881c3d3ab', 'Storage Account Contributor', {
    description:
      'Lets you manage storage accounts, including accessing storage account keys which provide full access to storage account data.',
    actions: [
      'Microsoft.Authorization/*/read',
      'Microsoft.Insights/alertRules/*',
      'Microsoft.Insights/diagnosticSettings/*',
      'Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action',
      'Microsoft.ResourceHealth/availabilityStatuses/read',
      'Microsoft.Resources/deployments/*',
      'Microsoft.Resources/subscriptions/resourceGroups/read',
      'Microsoft.Storage/storageAccounts/*',
      'Microsoft.Support/*',
    ],
  }),
  builtIn('81a9662b-bebf-436f-a333-f67b29880f12', 'Storage Account Key Operator Service Role', {
    description: 'Storage Account Key Operators are allowed to list and regenerate keys on Storage Accounts',
    actions: [
      'Microsoft.Storage/storageAccounts/listkeys/action',
      'Microsoft.Storage/storageAccounts/regeneratekey/action',
    ],
  }),
  builtIn('b7e6dc6d-f1e8-4753-8033-0f276bb0955b', 'Storage Blob Data Owner', {
    description:
      'Allows for full access to Azure Storage blob containers and data, including assigning POSIX access control.',
    actions: [`${containers}/*`, delegationKey],
    dataActions: [`${containers}/blobs/*`],
  }),
  builtIn('ba92f5b4-2d11-453d-a403-e96b0029c9fe', 'Storage Blob Data Contributor', {
    description: 'Allows for read, write and delete access to Azure Storage blob containers and data',
    actions: [`${containers}/delete`, `${containers}/read`, `${containers}/write`, delegationKey],
    dataActions: [
      `${containers}/blobs/delete`,
      `${containers}/blobs/read`,
      `${containers}/blobs/write`,
      `${containers}/blobs/move/action`,
      `${containers}/blobs/add/action`,
    ],
  }),
  builtIn('2a2b9908-6ea1-4ae2-8e65-a410df84e7d1', 'Storage Blob Data Reader', {
    description: 'Allows for read access to Azure Storage blob containers and data',
    actions: [`${containers}/read`, delegationKey],
    dataActions: [`${containers}/blobs/read`],
  }),
  builtIn('db58b8e5-c6ad-4a2a-8342-4190687cbf4a', 'Storage Blob Delegator', {
    description: 'Allows for generation of a user delegation key which can be used to sign SAS tokens',
    actions: [delegationKey],
  }),
  builtIn('12338af0-0e69-4776-bea7-57ae8d297424', 'Key Vault Crypto User', {
    description: 'Perform cryptographic operations using keys.',
    dataActions: [
      'Microsoft.KeyVault/vaults/keys/read',
      'Microsoft.KeyVault/vaults/keys/sign/action',
      'Microsoft.KeyVault/vaults/keys/verify/action',
      'Microsoft.KeyVault/vaults/keys/wrap/action',
      'Microsoft.KeyVault/vaults/keys/unwrap/action',
    ],
  }),
  builtIn('4633458b-17de-408a-b874-0445c86b69e6', 'Key Vault Secrets User', {
    description: 'Read secret contents.',
    dataActions: [
      'Microsoft.KeyVault/vaults/secrets/getSecret/action',
      'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
    ],
  }),
];

function builtIn(
  guid: string,
  name: string,
  permission: Parameters<typeof roleDefinition>[1],
): RoleDefinition {
  return roleDefinition({ guid, name, custom: false, assignableScopes: ['/'] }, permission);
}
