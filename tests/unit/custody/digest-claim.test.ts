import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  type BroughtSource,
  broughtKinds,
  broughtWays,
  provenanceRows,
} from '../../../lib/custody/brought-source.ts';
import { claimWords, compareClaims } from '../../../lib/custody/digest-claim.ts';
import { ClaimDigester } from '../../../lib/hashing/claim-digester.ts';

describe('a digest that an earlier process claims', () => {
  it('agrees, differs, or is of an algorithm that is not computed, each in words', () => {
    const claims = [
      { algorithm: 'MD5', hex: 'aa', foundIn: 'a sheet' },
      { algorithm: 'SHA-256', hex: 'bb', foundIn: 'a log' },
      { algorithm: 'Skein-512', hex: 'cc', foundIn: 'a vault' },
    ] as const;
    const compared = compareClaims(
      claims,
      new Map([
        ['MD5', 'aa'],
        ['SHA-256', 'dd'],
      ]),
    );
    expect(compared.map(claimWords)).toEqual([
      'MD5 (weak) aa, a sheet: agrees with the bytes received.',
      'SHA-256 bb, a log: DIFFERS from the bytes received, which have dd.',
      'Skein-512 cc, a vault: not compared, Holdfast does not compute Skein-512.',
    ]);
  });

  it('is computed over a stream whatever its pieces, and Keccak-512 is not SHA3-512', () => {
    const digester = new ClaimDigester(['SHA-1', 'SHA3-512', 'Keccak-512', 'SHA-512', 'MD5']);
    for (const piece of ['ev', 'id', 'ence']) digester.take(Buffer.from(piece));
    const digests = digester.finish();
    const native = (name: string) => createHash(name).update('evidence').digest('hex');
    expect(digests.get('MD5')).toBe(native('md5'));
    expect(digests.get('SHA-1')).toBe(native('sha1'));
    expect(digests.get('SHA-512')).toBe(native('sha512'));
    expect(digests.get('SHA3-512')).toBe(native('sha3-512'));
    expect(digests.get('Keccak-512')).not.toBe(digests.get('SHA3-512'));
    // The empty message, as the Keccak team publishes it.
    expect(new ClaimDigester(['Keccak-512']).finish().get('Keccak-512')).toMatch(/^0eab42de4c3ceb92/);
  });
});

it('every way and every kind of thing that is brought in says that nothing before the receipt was seen', () => {
  for (const way of broughtWays)
    for (const what of broughtKinds) {
      const rows = provenanceRows(sourceOf(way, what));
      expect(rows).toContainEqual(['What Holdfast saw itself', expect.stringMatching(/^Nothing before/)]);
      expect(rows).toContainEqual(['Taken by', null]); // printed as not supplied
    }
});

function sourceOf(
  way: BroughtSource['brought']['way'],
  what: BroughtSource['brought']['what'],
): BroughtSource {
  const earlier = { takenBy: null, takenAt: null, how: null, heldBy: null };
  const file = { fileName: 'a.dd', sizeBytes: '1', description: 'A disk' };
  return { brought: { importId: '1', way, what, ...file, earlier, claims: [], origin: null, notes: [] } };
}
