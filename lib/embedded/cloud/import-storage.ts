import { createHash } from 'node:crypto';
import { makeFixedFooter } from '../../hashing/vhd.ts';
import type { BlobFacade } from '../blob/facade.ts';
import type { StateFile } from './cloud-state.ts';
import { makeContainer } from './control-plane.ts';
import { seededAccounts } from './seeded-guards.ts';
import { cloudPcAccount, cloudPcContainer, stagingInAccount, stagingInContainer } from './tenant.ts';

const diskBytes = 1 << 20;
const cloudPcUuid = '9a4f8f0e-3c3b-4b0e-8f5d-6a1d2c7e5b90';

/**
 * What lies in other storage than the locker before Holdfast comes: files that the SOC put into its staging container, and
 * the snapshot that Windows 365 wrote of a Cloud PC under review. Same bytes at every first start.
 */
export async function provisionImportStorage(
  store: StateFile,
  layBlob: BlobFacade['layBlob'],
  now: Date,
): Promise<void> {
  for (const account of [stagingInAccount, cloudPcAccount]) {
    const seeded = seededAccounts()[account];
    if (seeded !== undefined) store.state.accounts[account] ??= seeded; // a state from before lacks it
  }
  makeContainer(store, stagingInAccount, stagingInContainer, {}, now);
  makeContainer(store, cloudPcAccount, cloudPcContainer, {}, now);
  const staging = { account: stagingInAccount, container: stagingInContainer } as const;
  const image = diskOf('usb-stick-reception');
  const digest = `${createHash('sha256').update(image).digest('hex')}  usb-stick-reception.dd\n`;
  await layBlob({ ...staging, name: 'usb-stick-reception.dd', type: 'BlockBlob', bytes: image });
  await layBlob({
    ...{ ...staging, name: 'usb-stick-reception.dd.sha256', type: 'BlockBlob' },
    bytes: Buffer.from(digest),
  });
  const cloudPc = diskOf('cloud-pc');
  const footer = makeFixedFooter(BigInt(cloudPc.length), cloudPcUuid, new Date('2026-01-15T08:00:00Z'));
  await layBlob({
    ...{ account: cloudPcAccount, container: cloudPcContainer, type: 'PageBlob' },
    name: 'CPC-demo-4F7K2_2026-01-15T08-00-00Z.vhd',
    bytes: Buffer.concat([cloudPc, footer]),
  });
}

/** A disk with one partition, and bytes derived from a name. */
function diskOf(name: string): Buffer {
  const disk = createHash('shake256', { outputLength: diskBytes }).update(name).digest();
  disk.fill(0, 0, 512);
  disk.writeUInt8(0x07, 446 + 4); // NTFS, as a table says
  disk.writeUInt32LE(64, 446 + 8);
  disk.writeUInt32LE(diskBytes / 512 - 64, 446 + 12);
  disk.writeUInt16LE(0xaa55, 510);
  return disk;
}
