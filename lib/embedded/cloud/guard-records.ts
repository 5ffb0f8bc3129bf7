/** The guard rails of a storage account. */
export interface AccountRecord {
  readonly name: string;
  readonly id: string;
  readonly location: string;
  publicNetworkAccess: 'Enabled' | 'Disabled';
  allowSharedKeyAccess: boolean;
  allowBlobPublicAccess: boolean;
  minimumTlsVersion: string;
  networkAcls: NetworkRules;
  privateEndpointStatus: 'Approved' | 'Pending' | 'Rejected' | 'Disconnected' | null; // null: it has none
  privateEndpointId?: string; // absent: the tenant's own
  /** User delegation keys made before this sign nothing any more. */
  delegationKeysRevokedAt: string | null;
}

export interface NetworkRules {
  readonly bypass: string;
  readonly defaultAction: 'Allow' | 'Deny';
  readonly ipRules: readonly { readonly value: string; readonly action: 'Allow' }[];
  readonly virtualNetworkRules: readonly { readonly id: string; readonly action: 'Allow' }[];
}

export interface LockRecord {
  readonly scope: string;
  readonly name: string;
  level: 'CanNotDelete' | 'ReadOnly';
  notes: string;
}

export interface DiagnosticSetting {
  readonly resource: string;
  readonly name: string;
  workspaceId: string | null;
  logs: readonly { readonly category: string; readonly enabled: boolean }[];
}

/** A managed disk made from evidence. */
export interface WorkingDiskRecord {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly tags: Record<string, string>;
  readonly sku: string;
  readonly createOption: 'Import' | 'Upload';
  readonly sourceUri: string | null; // without its query: that may be a signature
  readonly storageAccountId: string | null;
  readonly osType: string | null;
  readonly networkAccessPolicy: string;
  readonly publicNetworkAccess: string;
  provisioningState: 'Updating' | 'Succeeded' | 'Failed';
  sizeBytes: number; // footer included
  uploaded: boolean;
  readonly uniqueId: string;
  readonly timeCreated: string;
  grantedUntil: string | null;
  attachedTo: { readonly machineId: string; readonly lun: number } | null;
}

export interface ResourceGroupRecord {
  readonly id: string;
  readonly location: string;
}
