import { describe, expect, it } from 'vitest';
import { assessDisk, assessLocker } from '../../../lib/custody/feasibility.ts';
import type { MachineDisk } from '../../../lib/custody/machine.ts';

const limits = { maxDiskBytes: 8n * 1024n ** 4n };
const good: MachineDisk = {
  resourceId: '/subscriptions/s/resourcegroups/r/providers/microsoft.compute/disks/d',
  name: 'd',
  role: 'data',
  lun: 0,
  kind: 'managed',
  sizeBytes: '1048576',
  sku: 'Premium_LRS',
  uniqueId: 'u',
  region: 'westeurope',
  osType: null,
  networkAccessPolicy: 'AllowAll',
  publicNetworkAccess: 'Enabled',
  dataAccessAuthMode: null,
  encryption: 'EncryptionAtRestWithPlatformKey',
  diskEncryptionSetId: null,
  azureDiskEncryption: false,
  securityType: null,
  maxShares: 1,
  logicalSectorSize: 512,
};

describe('a disk is judged before anything is touched', () => {
  it('an ordinary managed disk passes without reasons and without warnings', () => {
    expect(assessDisk(good, limits)).toEqual({ feasible: true, reasons: [], warnings: [] });
  });

  it.each([
    ['ephemeral OS disk', { kind: 'ephemeral', resourceId: null, sizeBytes: null }, /ephemeral/],
    ['unmanaged disk', { kind: 'unmanaged', resourceId: null, sizeBytes: null }, /unmanaged/],
    ['Ultra disk', { sku: 'UltraSSD_LRS' }, /incrementally/],
    ['Premium SSD v2', { sku: 'PremiumV2_LRS' }, /incrementally/],
    ['disk with 4096-byte sectors', { logicalSectorSize: 4096 }, /VHDX/],
    ['disk that denies export', { networkAccessPolicy: 'DenyAll' }, /DenyAll/],
    ['disk that demands Entra for reads', { dataAccessAuthMode: 'AzureActiveDirectory' }, /Entra/],
    ['disk that Azure reports as broken', { problem: 'Truncated.' }, /cannot be read: Truncated\./],
    ['disk of unknown size', { sizeBytes: null }, /no size/],
    ['disk above the limit', { sizeBytes: String(9n * 1024n ** 4n) }, /limit/],
  ] as const)('a %s is refused in words', (_name, change, words) => {
    const assessment = assessDisk({ ...good, ...change }, limits);
    expect(assessment.feasible).toBe(false);
    expect(assessment.reasons.join(' ')).toMatch(words);
  });

  it('an ADE disk is taken, and the person is told that the copy is ciphertext', () => {
    const assessment = assessDisk({ ...good, azureDiskEncryption: true }, limits);
    expect(assessment.feasible).toBe(true);
    expect(assessment.warnings.join(' ')).toContain('ciphertext');
  });

  it('every reason is given, not only the first', () => {
    expect(
      assessDisk({ ...good, sku: 'UltraSSD_LRS', networkAccessPolicy: 'DenyAll' }, limits).reasons,
    ).toHaveLength(2);
  });
});

describe('a locker is judged before it takes evidence', () => {
  const closed = {
    publicNetworkAccess: 'Disabled',
    allowSharedKeyAccess: false,
    allowBlobPublicAccess: false,
  };

  it('a closed locker passes', () => {
    expect(assessLocker(closed)).toEqual([]);
  });

  it.each(['publicNetworkAccess', 'allowSharedKeyAccess', 'allowBlobPublicAccess'] as const)(
    'an unknown %s is refused',
    (field) => {
      expect(assessLocker({ ...closed, [field]: null })).toHaveLength(1);
    },
  );
});
