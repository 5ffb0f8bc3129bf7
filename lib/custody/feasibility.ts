import type { MachineDisk } from './machine.ts';

/** The tenant's own limits that a disk must respect. */
export interface FeasibilityLimits {
  readonly maxDiskBytes: bigint;
}

export interface DiskAssessment {
  readonly feasible: boolean;
  readonly reasons: readonly string[]; // why not, in words for the person who asked
  readonly warnings: readonly string[]; // what the copy will not contain or not prove
}

/** What a check of the locker needs to know of its account; the shape of the port's LockerPosture. */
interface AccountGuards {
  readonly publicNetworkAccess: string | null;
  readonly allowSharedKeyAccess: boolean | null;
  readonly allowBlobPublicAccess: boolean | null;
}

/** Whether one disk can be snapshotted, exported as a VHD and hashed, judged by what Azure says of it. */
export function assessDisk(disk: MachineDisk, limits: FeasibilityLimits): DiskAssessment {
  const reasons = [
    ...problemReasons(disk),
    ...kindReasons(disk),
    ...skuReasons(disk),
    ...sizeReasons(disk, limits),
    ...exportReasons(disk),
  ];
  return { feasible: reasons.length === 0, reasons, warnings: contentWarnings(disk) };
}

/** What is wrong with the evidence store itself; empty when it may take evidence. Unknown is never accepted. */
export function assessLocker(guards: AccountGuards): readonly string[] {
  const reasons: string[] = [];
  if (guards.publicNetworkAccess !== 'Disabled')
    reasons.push(
      'The evidence locker is open to the public network. Disable its public network access first.',
    );
  if (guards.allowSharedKeyAccess !== false)
    reasons.push(
      'The evidence locker accepts shared keys, so a write could not be told to a person. Disable them first.',
    );
  if (guards.allowBlobPublicAccess !== false)
    reasons.push('The evidence locker allows anonymous access to blobs. Disable it first.');
  return reasons;
}

function problemReasons({ problem }: MachineDisk): readonly string[] {
  if (problem === undefined || problem === null) return [];
  return [`Azure reports that this disk cannot be read: ${problem} Its owner must mend it first.`];
}

function kindReasons(disk: MachineDisk): readonly string[] {
  switch (disk.kind) {
    case 'ephemeral':
      return [
        'This is an ephemeral OS disk: Azure cannot snapshot it, and deallocating the machine destroys it. Capture it from inside the machine.',
      ];
    case 'unmanaged':
      return [
        'This is an unmanaged disk, kept as a blob of its owner. Azure cannot snapshot it as a disk: its owner must convert it to a managed disk first.',
      ];
    case 'managed':
      return disk.resourceId === null ? ['Azure gave no resource id for this disk.'] : [];
  }
}

/** Ultra and Premium SSD v2 can only be snapshotted incrementally, and 4096-byte sectors export as VHDX. */
function skuReasons(disk: MachineDisk): readonly string[] {
  const sku = disk.sku?.toLowerCase() ?? '';
  if (sku.startsWith('ultrassd') || sku.startsWith('premiumv2'))
    return [
      `Disks of type ${disk.sku} can only be snapshotted incrementally, which gives no independent full image. Capture it from inside the machine.`,
    ];
  if (disk.logicalSectorSize !== null && disk.logicalSectorSize !== 512)
    return [
      `Its sectors have ${disk.logicalSectorSize} bytes, so Azure would export a VHDX and not a VHD. Capture it from inside the machine.`,
    ];
  return [];
}

function sizeReasons(disk: MachineDisk, limits: FeasibilityLimits): readonly string[] {
  if (disk.kind !== 'managed') return [];
  if (disk.sizeBytes === null) return ['Azure gave no size for this disk.'];
  if (BigInt(disk.sizeBytes) <= limits.maxDiskBytes) return [];
  return [
    `It has ${disk.sizeBytes} bytes; this tenant's limit is ${limits.maxDiskBytes}. Capture it from inside the machine.`,
  ];
}

function exportReasons(disk: MachineDisk): readonly string[] {
  const reasons: string[] = [];
  if (disk.networkAccessPolicy === 'DenyAll')
    reasons.push(
      'Its network access policy is DenyAll: Azure refuses to export it. Its owner can change that.',
    );
  if (disk.dataAccessAuthMode === 'AzureActiveDirectory')
    reasons.push(
      'It demands an Entra sign-in for every read (dataAccessAuthMode), so Azure cannot copy it by a read link.',
    );
  return reasons;
}

function contentWarnings(disk: MachineDisk): readonly string[] {
  const warnings: string[] = [];
  if (disk.azureDiskEncryption)
    warnings.push(
      'Azure Disk Encryption is on: the copy is ciphertext, and its keys stay in the owner’s Key Vault.',
    );
  if (disk.diskEncryptionSetId !== null)
    warnings.push(
      'It is encrypted with the owner’s key: if that key is revoked, the snapshot cannot be read.',
    );
  if (disk.securityType?.startsWith('ConfidentialVM'))
    warnings.push('It belongs to a confidential machine: the guest state is not part of this copy.');
  if (disk.maxShares > 1)
    warnings.push(
      `Up to ${disk.maxShares} machines may write to it at once; a snapshot catches all their writes.`,
    );
  if (disk.networkAccessPolicy === null && disk.kind === 'managed')
    warnings.push('Azure did not say whether the disk may be exported; this will show when it is tried.');
  return warnings;
}
