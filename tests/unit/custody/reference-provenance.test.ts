import { expect, test } from 'vitest';
import { type ReferenceHashValue, referenceProvenance } from '../../../lib/custody/reference-provenance.ts';
import { type ReferenceSecret, readReferenceVault } from '../../../lib/custody/reference-vault.ts';

const room = {
  endpoint: 'https://soc.blob.core.windows.net',
  container: 'immutable',
  vaultUrl: 'https://kv.vault.azure.net',
  protection: { legalHold: true, immutabilityPolicy: null },
  readAt: '2026-11-22T10:00:00.000Z',
};

test('each version of a hash secret is a claim that names secret, version and time', () => {
  const { claims } = provenance(['hash-SHA3'], [[value('1', 'aa'), value('2', 'bb')]]);
  expect(claims).toEqual([
    {
      algorithm: 'Keccak-512',
      hex: 'aa',
      foundIn:
        'secret 202403011412-db-hash-SHA3 of https://kv.vault.azure.net, version 1, created 2024-03-01T14:47:00Z',
    },
    expect.objectContaining({ hex: 'bb', foundIn: expect.stringContaining('version 2') }),
  ]);
});

test('what is said of a value that is called SHA3 names its right algorithm and why', () => {
  const { notes } = provenance(['hash-SHA3'], [[value('1', 'aa')]]);
  expect(notes.join('\n')).toMatch(/hash-SHA3: called SHA3, and is not: .*KeccakDigest\(512\)/);
  expect(notes).toContainEqual(expect.stringContaining('never this blob'));
});

test('a version that holds no value of its algorithm is said, and compared with nothing', () => {
  const { claims, notes } = provenance(['hash-MD5'], [[value('7', null)]]);
  expect(claims).toEqual([]);
  expect(notes).toContainEqual(expect.stringContaining('Version 7 of secret 202403011412-db-hash-MD5'));
  expect(notes).toContainEqual(expect.stringMatching(/^No hash value of it lies in the vault/));
});

test('what storage says of protection is said with its moment, unknown as Unknown', () => {
  const { notes } = provenance([], []);
  expect(notes).toContain(
    'At 2026-11-22T10:00:00.000Z storage said of the container immutable: legal hold yes, retention policy Unknown. It says nothing of any time before.',
  );
  expect(notes[0]).toContain('2024-03-01 14:12');
});

test('the key of an encrypted disk is named as present, and as unread', () => {
  const { notes, claims } = provenance([''], []);
  expect(claims).toEqual([]);
  expect(notes.at(-1)).toMatch(/key of the disk’s encryption\. Holdfast did not read it/);
});

/** `ends`: of the secrets' names; '' is the snapshot's own. */
function provenance(ends: readonly string[], values: readonly (readonly ReferenceHashValue[])[]) {
  const name = '202403011412-db';
  const secrets = ends.map((end): ReferenceSecret => {
    const kind =
      end === '' ? { name, contentType: 'BEK' } : { name: `${name}-${end}`, contentType: 'text/plain' };
    return { ...kind, enabled: true, createdAt: null };
  });
  const blob = { name: `${name}.vhd`, sizeBytes: '512', blobType: 'PageBlob', etag: '"1"' };
  const [snapshot] = readReferenceVault(
    [{ ...blob, createdAt: null, lastModified: null }],
    secrets,
  ).snapshots;
  if (snapshot === undefined) throw new Error('No image was found.');
  return referenceProvenance(snapshot, values, room);
}

function value(version: string, hex: string | null): ReferenceHashValue {
  return { version, createdAt: '2024-03-01T14:47:00Z', hex };
}
