/** What must stay in few hands. Closed: each has its actions below and its words for people. */
export const guardedRights = [
  'write-role-assignments',
  'write-role-definitions',
  'change-activation-rules',
  'clear-legal-holds',
  'delete-retention',
  'shorten-retention',
  'extend-retention',
  'write-storage-account',
  'list-account-keys',
  'read-blobs',
  'write-blobs',
  'delete-blobs',
  'make-user-delegation-keys',
  'delete-locks',
  'export-disks',
  'change-diagnostic-settings',
] as const;

export type GuardedRight = (typeof guardedRights)[number];

/** One way to use a right. `actsOn`: the resource type the call goes to, or null for extensions of any resource. */
export interface GuardedAction {
  readonly plane: 'control' | 'data';
  readonly action: string;
  readonly actsOn: string | null;
}

/**
 * The actions each of which suffices for the right. In doubt an action is listed: a holder too many is looked at, a
 * holder too few is not.
 * Source: Microsoft's permission lists (azure-docs role-based-access-control/permissions: storage, compute,
 * management-and-governance, monitor).
 */
export function actionsOf(right: GuardedRight): readonly GuardedAction[] {
  switch (right) {
    case 'write-role-assignments': // directly, or through the activations and eligibilities of PIM
      return anywhere(
        'Microsoft.Authorization/roleAssignments/write',
        'Microsoft.Authorization/roleAssignmentScheduleRequests/write',
        'Microsoft.Authorization/roleEligibilityScheduleRequests/write',
      );
    case 'write-role-definitions': // widens a custom role that one already bears
      return anywhere('Microsoft.Authorization/roleDefinitions/write');
    case 'change-activation-rules': // takes the approver out of an activation
      return anywhere('Microsoft.Authorization/roleManagementPolicies/write');
    case 'clear-legal-holds':
      return [onContainer('clearLegalHold/action')];
    case 'delete-retention':
      return [onContainer('immutabilityPolicies/delete')];
    case 'shorten-retention': // possible until the policy is locked
      return [onContainer('immutabilityPolicies/write')];
    case 'extend-retention': // five times at most: extending uses them up
      return [onContainer('immutabilityPolicies/extend/action')];
    case 'write-storage-account':
      return accountWrites.map(onAccount);
    case 'list-account-keys':
      return [...accountKeys.map(onAccount), ...classicKeys.map(onClassicAccount)];
    case 'read-blobs':
      return [onBlobs('read')];
    case 'write-blobs':
      return [onBlobs('write'), onBlobs('add/action'), onBlobs('move/action')];
    case 'delete-blobs':
      return [
        onBlobs('delete'),
        onBlobs('deleteBlobVersion/action'),
        onBlobs('permanentDelete/action'),
        onBlobs('move/action'),
        onContainer('delete'),
      ];
    case 'make-user-delegation-keys': // the call goes to the account, also for a link to one container
      return [onAccount('blobServices/generateUserDelegationKey/action')];
    case 'delete-locks': // writing one weakens it
      return anywhere('Microsoft.Authorization/locks/delete', 'Microsoft.Authorization/locks/write');
    case 'export-disks':
      return diskExports;
    case 'change-diagnostic-settings':
      return anywhere(
        'Microsoft.Insights/diagnosticSettings/write',
        'Microsoft.Insights/diagnosticSettings/delete',
      );
  }
}

/** The right in words that follow "can". */
export function rightWords(right: GuardedRight): string {
  switch (right) {
    case 'write-role-assignments':
      return 'assign roles';
    case 'write-role-definitions':
      return 'change role definitions';
    case 'change-activation-rules':
      return 'change who approves an activation';
    case 'clear-legal-holds':
      return 'clear legal holds';
    case 'delete-retention':
      return 'delete retention policies';
    case 'shorten-retention':
      return 'write retention policies';
    case 'extend-retention':
      return 'extend retention';
    case 'write-storage-account':
      return 'change the storage account';
    case 'list-account-keys':
      return 'list account keys';
    case 'read-blobs':
      return 'read blobs';
    case 'write-blobs':
      return 'write blobs';
    case 'delete-blobs':
      return 'delete blobs';
    case 'make-user-delegation-keys':
      return 'sign links to blobs';
    case 'delete-locks':
      return 'delete or weaken locks';
    case 'export-disks':
      return 'export disks and snapshots';
    case 'change-diagnostic-settings':
      return 'change what is logged';
  }
}

const account = 'Microsoft.Storage/storageAccounts';
const container = `${account}/blobServices/containers`;
const restorePoints = 'Microsoft.Compute/restorePointCollections/restorePoints';

const accountWrites = [
  'write', // network rules, shared keys, TLS
  'delete',
  'privateEndpointConnections/write',
  'PrivateEndpointConnectionsApproval/action',
  'networkSecurityPerimeterConfigurations/action',
  'objectReplicationPolicies/write', // copies bytes to another account
  'localUsers/write', // a password of its own
  'blobServices/write', // versions and soft delete
];

const accountKeys = [
  'listKeys/action',
  'regenerateKey/action', // answers with the new keys
  'listAccountSas/action',
  'listServiceSas/action',
  'localUsers/listKeys/action',
  'localUsers/regeneratePassword/action',
];

const classicKeys = ['listKeys/action', 'regenerateKey/action'];

const diskExports: readonly GuardedAction[] = [
  onItself('control', 'Microsoft.Compute/disks', 'beginGetAccess/action'),
  onItself('control', 'Microsoft.Compute/snapshots', 'beginGetAccess/action'),
  onItself('control', restorePoints, 'retrieveSasUris/action'),
  onItself('control', `${restorePoints}/diskRestorePoints`, 'beginGetAccess/action'),
  onItself('data', 'Microsoft.Compute/disks', 'download/action'),
  onItself('data', 'Microsoft.Compute/snapshots', 'download/action'),
];

function anywhere(...actions: readonly string[]): readonly GuardedAction[] {
  return actions.map((action) => ({ plane: 'control', action, actsOn: null }));
}

function onAccount(verb: string): GuardedAction {
  return onItself('control', account, verb);
}

function onClassicAccount(verb: string): GuardedAction {
  return onItself('control', 'Microsoft.ClassicStorage/storageAccounts', verb);
}

function onContainer(verb: string): GuardedAction {
  return onItself('control', container, verb);
}

function onBlobs(verb: string): GuardedAction {
  return { plane: 'data', action: `${container}/blobs/${verb}`, actsOn: container };
}

function onItself(plane: GuardedAction['plane'], actsOn: string, verb: string): GuardedAction {
  return { plane, action: `${actsOn}/${verb}`, actsOn };
}
