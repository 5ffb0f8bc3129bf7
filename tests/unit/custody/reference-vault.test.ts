import { expect, test } from 'vitest';
import { oldRoom } from '../../../lib/custody/old-room.ts';
import { referenceAlgorithm, referenceDigest } from '../../../lib/custody/reference-algorithm.ts';
import {
  type ReferenceBlob,
  type ReferenceSecret,
  readReferenceVault,
  secretNamesOf,
} from '../../../lib/custody/reference-vault.ts';

const whole = { isFirst: true, next: null, hasMoreSecrets: false };

test('a hash secret belongs to the disk image of its snapshot, whatever the case of its letters', () => {
  const { snapshots, strays } = readReferenceVault(
    [blob('202403011200-web-OsDisk.vhd')],
    [secret('202403011200-WEB-osdisk-hash-md5')],
  );
  expect(strays).toEqual([]);
  expect(snapshots[0]).toMatchObject({
    snapshot: '202403011200-web-OsDisk',
    prefix: '202403011200',
    key: null,
  });
  expect(snapshots[0]?.hashes).toMatchObject([{ algorithm: 'MD5', writtenAs: 'md5', layout: 'v21' }]);
});

test('several hash secrets of one image are all its own, the older layout among them', () => {
  const { snapshots } = readReferenceVault(
    [blob('202403011200-db.vhd')],
    [
      secret('202403011200-db-hash-SHA3'),
      secret('202403011200-db-hash-SKEIN'),
      secret('202403011200-db-sha256'),
    ],
  );
  expect(snapshots[0]?.hashes.map(({ algorithm, layout }) => [algorithm, layout])).toEqual([
    ['Keccak-512', 'v21'],
    ['Skein-512', 'v21'],
    ['SHA-256', 'before-v21'],
  ]);
});

test('a secret with the name of an image is the key of its encryption, and no hash of another one', () => {
  const { snapshots } = readReferenceVault(
    [blob('202403011200-a.vhd'), blob('202403011200-a-hash-MD5.vhd')],
    [secret('202403011200-a', 'BEK'), secret('202403011200-a-hash-MD5')],
  );
  expect(snapshots.map(({ key, hashes }) => [key?.name, hashes.length])).toEqual([
    ['202403011200-a-hash-MD5', 0],
    ['202403011200-a', 0],
  ]);
});

test('what only looks like a hash is never taken for one', () => {
  const images = [blob('202403011200-a.vhd'), blob('202403011200-B.vhd'), blob('202403011200-b.vhd')];
  const kindOf = (one: ReferenceSecret) => readReferenceVault(images, [one]).strays.map(({ kind }) => kind);
  expect(kindOf(secret('202403011200-a-hash-MD5', 'password'))).toEqual(['looks-like-a-hash']);
  expect(kindOf(secret('202403011200-a-hash-SHA512'))).toEqual(['looks-like-a-hash']);
  expect(kindOf(secret('202403011200-a-hash-MD5', 'BEK'))).toEqual(['key-without-blob']);
  expect(kindOf(secret('202403011300-a-hash-MD5'))).toEqual(['hash-without-blob']);
  expect(kindOf(secret('202403011200-b-hash-MD5'))).toEqual(['hash-of-two-blobs']);
  expect(kindOf(secret('202403011300-gone', 'Wrapped BEK'))).toEqual(['key-without-blob']);
  expect(kindOf(secret('smtp-password'))).toEqual(['other-secret']);
});

test('a blob that the runbook cannot have named stands apart', () => {
  const names = ['readme.txt', 'web.vhd', '202403011200-a.vhdx', '20240301-a.vhd', 'x/202403011200-a.vhd'];
  const { snapshots, strays } = readReferenceVault(names.map(blob), []);
  expect(snapshots).toEqual([]);
  expect(strays.map(({ kind }) => kind)).toEqual(names.map(() => 'other-blob'));
});

test('a page names each hash by its right name, and each stray as what it is', () => {
  const room = oldRoom({
    blobs: [blob('202403011412-a.vhd'), blob('x.txt')],
    secrets: [
      secret('202403011412-a-hash-SHA3'),
      secret('202403011412-a-hash-MD5'),
      secret('202403011412-a', 'BEK'),
      secret('gone', 'BEK'),
    ],
    protection: { legalHold: true, immutabilityPolicy: false },
    readAt: '2026-11-22T10:00:00.000Z',
    ...whole,
  });
  expect(room.images).toMatchObject([
    { minute: '2024-03-01 14:12', hashes: ['Keccak-512, written there as SHA3', 'MD5 (weak)'], hasKey: true },
  ]);
  expect(room.strays).toEqual([
    expect.stringMatching(/^Blob x\.txt: /),
    expect.stringMatching(/^Secret gone: the key .* not in the container\. It is not read\.$/),
  ]);
});

test('what has no image in a part of the container is not said to have none', () => {
  const listed = {
    blobs: [blob('202403011412-a.vhd'), blob('x.txt')],
    secrets: [secret('gone', 'BEK'), secret('202403011413-b'), secret('202403011413-b-hash-MD5')],
    protection: { legalHold: true, immutabilityPolicy: false },
    readAt: '2026-11-22T10:00:00.000Z',
  };
  expect(oldRoom({ ...listed, ...whole }).strays).toHaveLength(4);
  for (const part of [{ next: 'more' }, { isFirst: false }]) {
    const room = oldRoom({ ...listed, ...whole, ...part });
    expect([room.isPart, room.strays]).toEqual([true, [expect.stringMatching(/^Blob x/)]]);
  }
});

test('what the vault may have of an image is asked for by each name that the runbook can give it', () => {
  const names = secretNamesOf('202403011412-a.vhd');
  expect(names).toContain('202403011412-a-hash-SHA3');
  const { snapshots } = readReferenceVault(
    [blob('202403011412-a.vhd')],
    names.map((name) => secret(name)),
  );
  expect([snapshots[0]?.hashes.length, snapshots[0]?.key?.name]).toEqual([6, '202403011412-a']);
  expect(secretNamesOf('202403011412-a_b.vhd')).toEqual([]); // which a vault cannot name
  expect(secretNamesOf('x.txt')).toEqual([]);
});

test('SHA3 of the runbook is Keccak-512, and the reason is said', () => {
  expect(referenceAlgorithm('SHA3')).toMatchObject({ algorithm: 'Keccak-512', writtenAs: 'SHA3' });
  expect(referenceAlgorithm('SHA3')?.why).toMatch(/KeccakDigest\(512\).*before FIPS 202/);
  expect(referenceAlgorithm('SHA1')).toBeNull();
});

test('a value is a hash only with as many hexadecimal digits as its algorithm has', () => {
  const md5 = algorithm('MD5');
  expect(referenceDigest(' D41D8CD98F00B204E9800998ECF8427E\n', md5)).toBe(
    'd41d8cd98f00b204e9800998ecf8427e',
  );
  expect(referenceDigest('d41d8cd98f00b204e9800998ecf8427e', algorithm('SHA256'))).toBeNull();
  expect(referenceDigest('hunter2', md5)).toBeNull();
  expect(referenceDigest('System.Security.SecureString....', md5)).toBeNull();
});

function algorithm(writtenAs: string) {
  const found = referenceAlgorithm(writtenAs);
  if (found === null) throw new Error(writtenAs);
  return found;
}

function blob(name: string): ReferenceBlob {
  return { name, sizeBytes: '512', blobType: 'PageBlob', etag: '"1"', createdAt: null, lastModified: null };
}

function secret(name: string, contentType = 'text/plain'): ReferenceSecret {
  return { name, contentType, enabled: true, createdAt: null };
}
