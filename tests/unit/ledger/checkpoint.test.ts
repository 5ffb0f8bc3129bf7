import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkpointText, openCheckpoint, parseCheckpoint } from '../../../lib/ledger/checkpoint.ts';
import { LedgerError } from '../../../lib/ledger/ledger-error.ts';
import { signatureLine, signNote } from '../../../lib/ledger/signed-note.ts';
import { formatTlogProof, parseTlogProof, type TlogProof } from '../../../lib/ledger/tlog-proof.ts';
import { verifierKey } from '../../../lib/ledger/verifier-key.ts';

const origin = 'custody.example.org/prod/1';
const root = new Uint8Array(Buffer.from('mTjPGR7oRn9TKujjT2vspZVYY2/gHhULBAvm/ycoa1w=', 'base64'));
const text = `${origin}\n1000\nmTjPGR7oRn9TKujjT2vspZVYY2/gHhULBAvm/ycoa1w=\n`;

function signedBy(name: string, signed: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = verifierKey(name, 'ed25519', publicKey.export({ format: 'der', type: 'spki' }).subarray(-32));
  return {
    key,
    note: signNote(signed, [signatureLine(name, key.keyId, sign(null, Buffer.from(signed), privateKey))]),
  };
}

describe('a checkpoint', () => {
  it('has exactly the three documented lines', () => {
    expect(checkpointText(origin, 1000n, root)).toBe(text);
  });

  it('reads back as it was written', () => {
    expect(parseCheckpoint(text)).toEqual({ origin, size: 1000n, root });
  });

  it.each<[string, string]>([
    ['an extension line', `${text}extension\n`],
    ['two lines', `${origin}\n1000\n`],
    ['no last newline', text.slice(0, -1)],
    ['a leading zero', text.replace('1000', '01000')],
    ['a sign', text.replace('1000', '+1000')],
    ['a hexadecimal size', text.replace('1000', '0x3e8')],
    ['an empty size', text.replace('1000', '')],
    ['a size with a space', text.replace('1000', '1000 ')],
    ['an origin with a space', text.replace('custody.', 'custody ')],
    ['no origin', text.replace(origin, '')],
    ['a short root', text.replace('mTjP', '')],
    ['a root in the URL alphabet', text.replaceAll('/y', '_y')],
  ])('is refused with %s', (_, altered) => {
    expect(altered).not.toBe(text);
    expect(() => parseCheckpoint(altered)).toThrow(LedgerError);
  });

  it('opens when the log signed it', () => {
    const { key, note } = signedBy(origin, text);
    expect(openCheckpoint(note, [key])).toEqual({ origin, size: 1000n, root });
  });

  it('does not open when only another name signed it', () => {
    const { key, note } = signedBy('witness.example.net/w1', text);
    expect(() => openCheckpoint(note, [key])).toThrow(/custody\.example\.org/);
  });

  it('cannot be made of a root that is no hash', () => {
    expect(() => checkpointText(origin, 1n, new Uint8Array(31))).toThrow(LedgerError);
    expect(() => checkpointText(origin, -1n, root)).toThrow(LedgerError);
    expect(() => checkpointText('a b', 1n, root)).toThrow(LedgerError);
  });
});

describe('a proof file', () => {
  const proof: TlogProof = {
    index: 3n,
    hashes: [root, root],
    checkpoint: signedBy(origin, text).note,
    extra: null,
  };

  it('has exactly the documented lines', () => {
    const hash = Buffer.from(root).toString('base64');
    expect(formatTlogProof(proof)).toBe(
      `c2sp.org/tlog-proof@v1\nindex 3\n${hash}\n${hash}\n\n${proof.checkpoint}`,
    );
  });

  it.each<[string, TlogProof]>([
    ['with hashes', proof],
    ['of a log with one entry', { ...proof, index: 0n, hashes: [] }],
    ['with extra data', { ...proof, extra: Buffer.from('more') }],
  ])('%s reads back as it was written', (_, given) => {
    const read = parseTlogProof(formatTlogProof(given));
    expect({ ...read, extra: read.extra === null ? null : Buffer.from(read.extra) }).toEqual(given);
  });

  const written = formatTlogProof(proof);
  it.each<[string, string]>([
    ['another version', written.replace('@v1', '@v2')],
    ['no index', written.replace('index 3\n', '')],
    ['an index with a leading zero', written.replace('index 3', 'index 03')],
    ['a negative index', written.replace('index 3', 'index -1')],
    ['a short hash', written.replace('\nmTjP', '\n')],
    ['no checkpoint', written.slice(0, written.indexOf('\n\n'))],
    ['more hashes than any tree is high', formatTlogProof({ ...proof, hashes: new Array(64).fill(root) })],
  ])('is refused with %s', (_, altered) => {
    expect(() => parseTlogProof(altered)).toThrow(LedgerError);
  });
});
