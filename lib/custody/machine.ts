/** What Azure says of a virtual machine and its disks, in the words of the custody form (field 7). */
export interface MachineDisk {
  readonly resourceId: string | null; // null: ephemeral or unmanaged
  readonly name: string;
  readonly role: 'os' | 'data';
  readonly lun: number | null;
  readonly kind: 'managed' | 'ephemeral' | 'unmanaged';
  readonly sizeBytes: string | null; // decimal string
  readonly sku: string | null;
  readonly uniqueId: string | null;
  readonly region: string | null;
  readonly osType: string | null;
  readonly networkAccessPolicy: string | null; // AllowAll | AllowPrivate | DenyAll
  readonly publicNetworkAccess: string | null;
  readonly dataAccessAuthMode: string | null;
  readonly encryption: string | null; // disk encryption type of Azure
  readonly diskEncryptionSetId: string | null;
  readonly azureDiskEncryption: boolean; // ADE (BitLocker / dm-crypt): the copy is ciphertext
  readonly securityType: string | null;
  readonly maxShares: number;
  readonly logicalSectorSize: number | null;
  readonly problem?: string | null; // what Azure reports to be wrong with it; older records have none
}

export interface Machine {
  readonly resourceId: string;
  readonly tenantId: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
  readonly vmId: string;
  readonly region: string;
  readonly osType: string | null;
  readonly osName: string | null;
  readonly size: string | null;
  readonly powerState: string | null; // "running", "deallocated"; null = unknown
  readonly tags: Readonly<Record<string, string>>;
  readonly disks: readonly MachineDisk[];
  readonly readAt: string; // when Azure said so
}
