import type { AccountRecord, DiagnosticSetting, LockRecord, ResourceGroupRecord } from './guard-records.ts';
import {
  anchorsAccount,
  anchorsAccountId,
  cloudPcAccount,
  cloudPcAccountId,
  lockerAccount,
  lockerAccountId,
  lockerPrivateEndpointId,
  logWorkspaceId,
  referenceAccount,
  referenceAccountId,
  snapshotResourceGroups,
  stagingInAccount,
  stagingInAccountId,
  vaultId,
  workingCopiesGroup,
  workstationsGroup,
} from './tenant.ts';

/** The guards as the department set them up; what is changed later is kept in the cloud's state. */
export function seededAccounts(): Record<string, AccountRecord> {
  return {
    [lockerAccount]: closed(lockerAccount, lockerAccountId, 'westeurope'),
    [anchorsAccount]: closed(anchorsAccount, anchorsAccountId, 'northeurope'),
    [referenceAccount]: closed(referenceAccount, referenceAccountId, 'westeurope'),
    [stagingInAccount]: closed(stagingInAccount, stagingInAccountId, 'westeurope'),
    [cloudPcAccount]: openToAll(cloudPcAccount, cloudPcAccountId, 'westeurope'),
  };
}

function closed(name: string, id: string, location: string): AccountRecord {
  return {
    name,
    id,
    location,
    publicNetworkAccess: 'Disabled',
    allowSharedKeyAccess: false,
    allowBlobPublicAccess: false,
    minimumTlsVersion: 'TLS1_2',
    networkAcls: { bypass: 'None', defaultAction: 'Deny', ipRules: [], virtualNetworkRules: [] },
    privateEndpointStatus: 'Approved',
    delegationKeysRevokedAt: null,
  };
}

/** As Windows 365 demands it of the account that it writes to. */
function openToAll(name: string, id: string, location: string): AccountRecord {
  const one = closed(name, id, location);
  const networkAcls = { ...one.networkAcls, defaultAction: 'Allow' } as const;
  return { ...one, publicNetworkAccess: 'Enabled', networkAcls };
}

export function seededLocks(): LockRecord[] {
  return [
    {
      scope: lockerAccountId,
      name: 'holdfast-locker',
      level: 'CanNotDelete',
      notes: 'Evidence. Only the two controllers may take this lock away.',
    },
  ];
}

export function seededDiagnostics(): DiagnosticSetting[] {
  return [
    {
      resource: `${lockerAccountId}/blobServices/default`,
      name: 'holdfast-custody',
      workspaceId: logWorkspaceId,
      logs: ['StorageRead', 'StorageWrite', 'StorageDelete'].map((category) => ({ category, enabled: true })),
    },
  ];
}

/** Keys are ids in small letters. */
export function seededGroups(): Record<string, ResourceGroupRecord> {
  const groupOf = (id: string) => id.split('/').slice(0, 5).join('/');
  const here = [lockerAccountId, logWorkspaceId, vaultId, lockerPrivateEndpointId].map(groupOf);
  const all: readonly (readonly [string, string])[] = [
    ...[...here, workingCopiesGroup, workstationsGroup].map((id) => [id, 'westeurope'] as const),
    ...Object.entries(snapshotResourceGroups).map(([region, id]) => [id, region] as const),
    [groupOf(anchorsAccountId), 'northeurope'],
  ];
  return Object.fromEntries(all.map(([id, location]) => [id.toLowerCase(), { id, location }]));
}
