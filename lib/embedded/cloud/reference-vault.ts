import { createHash } from 'node:crypto';
import { keccak_512 } from '@noble/hashes/sha3.js';
import { makeFixedFooter } from '../../hashing/vhd.ts';
import type { BlobFacade } from '../blob/facade.ts';
import type { VaultContents, VaultSecret } from '../vault/vault-contents.ts';
import type { StateFile } from './cloud-state.ts';
import { makeContainer } from './control-plane.ts';
import { seededAccounts } from './seeded-guards.ts';
import { referenceAccount, referenceContainer } from './tenant.ts';

const payloadBytes = 1 << 20;
const imageUuid = '5b0f6f3a-6f1e-4c59-9d0b-2f4f0c1e7a31';

/** What a run of the older runbook left behind: image, and by which algorithms it was hashed. */
const images = [
  { name: '202403011412-vm-hr-01-OsDisk-1', hashed: ['MD5'], encrypted: true },
  { name: '202403011412-vm-hr-01-data-0', hashed: ['SHA256'] },
  { name: '202405220805-vm-erp-02-OsDisk-1', hashed: ['SHA3', 'SKEIN'] },
  { name: '202406101930-vm-kiosk-07-OsDisk-1', hashed: ['MD5'], altered: true },
  { name: '202407010600-vm-lab-03-OsDisk-1', hashed: [] },
] as const;

/**
 * The custody room that was there before Holdfast, as the older Microsoft reference left it: images under a legal hold in
 * the container `immutable`, hash values in a vault of its own. Same bytes at every first start.
 */
export async function provisionReference(
  store: StateFile,
  layBlob: BlobFacade['layBlob'],
  now: Date,
): Promise<void> {
  const account = seededAccounts()[referenceAccount];
  if (account !== undefined) store.state.accounts[referenceAccount] ??= account; // a state from before lacks it
  const container = makeContainer(store, referenceAccount, referenceContainer, {}, now);
  if (container.holds.length > 0) return;
  const at = { account: referenceAccount, container: referenceContainer };
  for (const { name } of images)
    await layBlob({ ...at, name: `${name}.vhd`, type: 'PageBlob', bytes: imageBytes(name) });
  const note = Buffer.from('Handover list of the old custody room, see the binder.\n');
  await layBlob({ ...at, name: 'handover-list.txt', type: 'BlockBlob', bytes: note });
  const placed = { tenantId: '', objectIdentifier: '', timestamp: now.toISOString() };
  container.holds.push({ tag: 'coc', ...placed });
  store.save();
}

/** The secrets beside them. What is added lasts as long as the process. */
export function referenceVaultContents(): VaultContents {
  const secrets = [...images.flatMap(secretsOf), ...others];
  return {
    keys: [],
    secrets,
    createdAt: seconds('202401010800'),
    makeKey: () => {
      throw new Error('This vault holds secrets only.');
    },
    setSecret(secret, at) {
      const version = createHash('md5').update(`${secret.name}${secrets.length}`).digest('hex');
      const one = { ...secret, version, createdAt: Math.floor(at.getTime() / 1000) };
      secrets.push(one);
      return one;
    },
  };
}

const others: readonly VaultSecret[] = [
  secretAt('202401150900-vm-gone-05-OsDisk-1-hash-MD5', '202401150940', '9E107D9D372BB6826BD81D3542A419D6'),
  { ...secretAt('smtp-relay', '202401100800', 'not a hash'), contentType: 'password' },
];

function secretsOf(image: (typeof images)[number]): readonly VaultSecret[] {
  const { name } = image;
  const bytes = imageBytes(name);
  if ('altered' in image) bytes.writeUInt8(bytes.readUInt8(4096) ^ 1, 4096);
  const hashes = image.hashed.map((algorithm) =>
    secretAt(`${name}-hash-${algorithm}`, name.slice(0, 12), digestOf(algorithm, bytes)),
  );
  if (!('encrypted' in image)) return hashes;
  const tags = { DiskEncryptionKeyFileName: '5B0F6F3A.BEK', MachineName: 'vm-hr-01', VolumeLetter: 'C' };
  const key = secretAt(name, name.slice(0, 12), Buffer.from('key of the embedded image').toString('base64'));
  return [...hashes, { ...key, contentType: 'BEK', tags }];
}

/** Upper case without dashes, as the runbook writes it. */
function digestOf(algorithm: 'MD5' | 'SHA256' | 'SHA3' | 'SKEIN', bytes: Uint8Array): string {
  switch (algorithm) {
    case 'SHA3':
      return Buffer.from(keccak_512(bytes)).toString('hex').toUpperCase();
    case 'SKEIN': // no Skein here: something of its length
      return createHash('sha512').update('skein').update(bytes).digest('hex').toUpperCase();
    default:
      return createHash(algorithm).update(bytes).digest('hex').toUpperCase();
  }
}

function secretAt(name: string, minute: string, value: string): VaultSecret {
  const version = createHash('md5').update(name).digest('hex');
  return { name, version, value, contentType: 'text/plain', createdAt: seconds(minute) };
}

/** Of a minute as the runbook writes it, and 35 minutes of work. */
function seconds(minute: string): number {
  const [, year, month, day, hour, min] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(minute) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${min}:00Z`) / 1000 + 2_100;
}

/** A fixed VHD whose payload is derived from its name. */
function imageBytes(name: string): Buffer {
  const payload = createHash('shake256', { outputLength: payloadBytes }).update(name).digest();
  return Buffer.concat([payload, makeFixedFooter(BigInt(payloadBytes), imageUuid, new Date('2024-01-01'))]);
}
