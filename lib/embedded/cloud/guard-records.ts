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
  privateEndpointStatus: 'Approved' | 'Pending' | 'Rejected' | 'Disconnected';
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
