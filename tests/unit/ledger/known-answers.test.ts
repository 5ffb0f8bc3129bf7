import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { leafHash } from '../../../lib/hashing/merkle-hash.ts';
import { parseCheckpoint } from '../../../lib/ledger/checkpoint.ts';
import { cosignatureTime, cosignedMessage } from '../../../lib/ledger/cosignature.ts';
import { LedgerError } from '../../../lib/ledger/ledger-error.ts';
import { appendLeaves, emptyTree, rootOf } from '../../../lib/ledger/merkle-tree.ts';
import { openNote, parseNote, signatureLine, signNote } from '../../../lib/ledger/signed-note.ts';
import { consistencyProof, inclusionProof } from '../../../lib/ledger/tree-proof.ts';
import { encodeVerifierKey, parseVerifierKey } from '../../../lib/ledger/verifier-key.ts';
import { verifyConsistency } from '../../../lib/ledger/verify-proof.ts';

describe('the examples that C2SP publishes', () => {
  // C2SP signed-note v1.0.0, "Example".
  const vkey = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
  const note =
    'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';

  it('open: the note of signed-note, byte for byte', () => {
    const key = parseVerifierKey(vkey);
    const { text, signedBy, signatures } = openNote(note, [key]);
    expect(text).toBe('This is an example message.\n');
    expect(signedBy).toEqual([key]);
    expect(encodeVerifierKey(key)).toBe(vkey);
    expect(
      signNote(
        text,
        signatures.map((one) => signatureLine(one.name, one.keyId, one.signature)),
      ),
    ).toBe(note);
    expect(() => openNote(note.replace('example message', 'Example message'), [key])).toThrow(LedgerError);
  });

  // C2SP tlog-cosignature, the example at its beginning and the one under "Ed25519 signed message". Its keys are not
  // published.
  const cosigned = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
`;

  it('are read: the checkpoint of tlog-checkpoint and the time of its cosignature', () => {
    const { text, signatures } = parseNote(cosigned);
    expect(parseCheckpoint(text)).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20852163n });
    expect(signatures.map(({ name }) => name)).toEqual([
      'example.com/behind-the-sofa',
      'witness.example.com/w1',
    ]);
    const time = cosignatureTime(signatures[1]?.signature ?? new Uint8Array());
    expect(time).toBe(1679315147n);
    expect(Buffer.from(cosignedMessage(Buffer.from(text), 1679315147n)).toString()).toBe(
      'cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n',
    );
  });
});

describe('the tree of seven leaves in RFC 9162 §2.1.5', () => {
  const names = new Map([
    ...['a', 'b', 'c', 'd', 'e', 'f', 'j'].map((name, n): [string, string] => [`0/${n}`, name]),
    ['1/0', 'g'],
    ['1/1', 'h'],
    ['1/2', 'i'],
    ['2/0', 'k'],
  ]);
  const asked: string[] = [];
  // Labels stand for hashes; what a proof computes itself (l from i and j) is told by what it asked for.
  const readNode = async (level: number, n: bigint) => {
    asked.push(names.get(`${level}/${n}`) ?? '?');
    return new Uint8Array(32);
  };
  const namesAsked = async (prove: () => Promise<readonly Uint8Array[]>) => {
    asked.length = 0;
    const { length } = await prove();
    return [length, asked.join('')];
  };

  it.each([
    [0n, 3, 'bhij'],
    [3n, 3, 'cgij'],
    [4n, 3, 'fjk'],
    [6n, 2, 'ik'],
  ])('has the audit path printed there for leaf %i', async (index, length, nodes) => {
    expect(await namesAsked(() => inclusionProof(7n, index, readNode))).toEqual([length, nodes]);
  });

  it.each([
    [3n, 4, 'cdgij'],
    [4n, 1, 'ij'],
    [6n, 3, 'ijk'],
  ])('has the consistency proof printed there from size %i', async (oldSize, length, nodes) => {
    expect(await namesAsked(() => consistencyProof(oldSize, 7n, readNode))).toEqual([length, nodes]);
  });
});

interface ConsistencyVector {
  readonly size1: number;
  readonly size2: number;
  readonly root1: string;
  readonly root2: string;
  readonly proof: readonly string[];
  readonly wantErr: boolean;
}

const vectors = new URL('../../vectors/merkle-consistency/', import.meta.url).pathname;
const vectorNames = readdirSync(vectors, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.json'),
);

it.each(vectorNames)('judges the consistency proof %s as its makers do', (name) => {
  const vector: ConsistencyVector = JSON.parse(readFileSync(join(vectors, name), 'utf8'));
  const hash = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));
  const verdict = verifyConsistency({
    oldSize: BigInt(vector.size1),
    newSize: BigInt(vector.size2),
    oldRoot: hash(vector.root1),
    newRoot: hash(vector.root2),
    proof: vector.proof.map(hash),
  });
  expect(verdict).toBe(!vector.wantErr);
});

it('gives the roots that other logs publish for the eight entries of the Certificate Transparency test tree', () => {
  const entries = [
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f',
  ];
  const roots = [
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ];
  const leaves = entries.map((hex) => leafHash(Buffer.from(hex, 'hex')));
  const got = leaves.map((_, i) =>
    Buffer.from(rootOf(appendLeaves(emptyTree, leaves.slice(0, i + 1)))).toString('hex'),
  );
  expect(got).toEqual(roots);
});
