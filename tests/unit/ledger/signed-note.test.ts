import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { LedgerError } from '../../../lib/ledger/ledger-error.ts';
import { openNote, signatureLine, signNote } from '../../../lib/ledger/signed-note.ts';
import { encodeVerifierKey, parseVerifierKey, verifierKey } from '../../../lib/ledger/verifier-key.ts';

// The example in the documentation of Go's x/mod/sumdb/note: made by another implementation.
const goKey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const goText =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const goNote = `${goText}\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;

function newSigner(name: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const key = verifierKey(name, 'ed25519', raw);
  const line = (text: string) => signatureLine(name, key.keyId, sign(null, Buffer.from(text), privateKey));
  return { key, line };
}

function newEcdsaSigner(name: string, namedCurve = 'P-256') {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve });
  const key = verifierKey(name, 'ecdsa-p256', publicKey.export({ format: 'der', type: 'spki' }));
  const line = (text: string) =>
    signatureLine(name, key.keyId, sign('sha256', Buffer.from(text), privateKey));
  return { key, line };
}

const text = 'log.example/1\n5\nroot\n';
const log = newSigner('log.example/1');
const witness = newSigner('witness.example');

describe('a signed note', () => {
  it('made by another implementation opens', () => {
    const opened = openNote(goNote, [parseVerifierKey(goKey)]);
    expect(opened.text).toBe(goText);
    expect(opened.signedBy.map(({ name }) => name)).toEqual(['PeterNeumann']);
  });

  it('made by another implementation does not open after one letter changed', () => {
    expect(() => openNote(goNote.replace('problem', 'Problem'), [parseVerifierKey(goKey)])).toThrow(
      LedgerError,
    );
  });

  it('opens with one of several signers trusted, and keeps the others apart unchecked', () => {
    const note = signNote(text, [log.line(text), witness.line(text)]);
    const opened = openNote(note, [log.key]);
    expect(opened.signedBy).toEqual([log.key]);
    expect(opened.unknown.map(({ name }) => name)).toEqual(['witness.example']);
  });

  it('opens with an Ed25519 and an ECDSA P-256 signature of the same name', () => {
    const second = newEcdsaSigner('log.example/1');
    const note = signNote(text, [log.line(text), second.line(text)]);
    expect(openNote(note, [log.key, second.key]).signedBy).toEqual([log.key, second.key]);
    expect(() => openNote(note.replace('\n5\n', '\n6\n'), [second.key])).toThrow(LedgerError);
  });

  it('is refused when a trusted signature is wrong, even beside a right one', () => {
    const note = signNote(text, [log.line(text), witness.line('something else\n')]);
    expect(() => openNote(note, [log.key, witness.key])).toThrow(/witness\.example/);
  });

  it('is refused when no trusted key signed it', () => {
    expect(() => openNote(signNote(text, [witness.line(text)]), [log.key])).toThrow(LedgerError);
    expect(() => openNote(signNote(text, [log.line(text)]), [])).toThrow(LedgerError);
  });

  it('does not take a key of the same name for another', () => {
    const impostor = newSigner('log.example/1');
    expect(() => openNote(signNote(text, [impostor.line(text)]), [log.key])).toThrow(LedgerError);
  });

  it('compares names letter by letter, not as a pattern', () => {
    const lookalike = newSigner('logxexample/1');
    const opened = openNote(signNote(text, [log.line(text), lookalike.line(text)]), [log.key]);
    expect(opened.unknown.map(({ name }) => name)).toEqual(['logxexample/1']);
  });

  it('ends its text at the last empty line, so that text may hold empty lines', () => {
    const odd = 'first\n\n\u2014 log.example/1 AAAAAAAA\n';
    expect(openNote(signNote(odd, [log.line(odd)]), [log.key]).text).toBe(odd);
  });

  const good = signNote(text, [log.line(text)]);
  it.each<[string, string]>([
    ['no signature block', text],
    ['an empty signature block', `${text}\n`],
    ['no newline at the end', good.slice(0, -1)],
    ['a hyphen for the dash', good.replace('\u2014', '-')],
    ['two spaces', good.replace('\u2014 ', '\u2014  ')],
    ['a carriage return', good.replace('\n5\n', '\r\n5\n')],
    ['a tab', good.replace('root', 'ro\tot')],
    ['a plus sign in a name', good.replace('\u2014 log.', '\u2014 log+')],
    ['base64 with a space', good.replace(/=\n$/, '= \n')],
    ['a signature of nothing', `${text}\n\u2014 log.example/1 AAAAAA==\n`],
    ['a replacement character', good.replace('root', '\ufffd')],
    ['more than 100 signatures', `${text}\n${`${log.line(text)}\n`.repeat(101)}`],
  ])('is refused with %s', (_, note) => {
    expect(() => openNote(note, [log.key])).toThrow(LedgerError);
  });

  it('cannot be made without a signature, or from text without a last newline', () => {
    expect(() => signNote(text, [])).toThrow(LedgerError);
    expect(() => signNote('text', [log.line(text)])).toThrow(LedgerError);
    expect(() => signNote(text, ['a line of anything'])).toThrow(LedgerError);
  });
});

describe('a verifier key', () => {
  it('reads back as it was written', () => {
    expect(encodeVerifierKey(parseVerifierKey(goKey))).toBe(goKey);
    const ecdsa = newEcdsaSigner('log.example/1').key;
    expect(encodeVerifierKey(parseVerifierKey(encodeVerifierKey(ecdsa)))).toBe(encodeVerifierKey(ecdsa));
  });

  it.each<[string, string]>([
    ['another id', goKey.replace('c74f20a3', 'c74f20a4')],
    ['another name', goKey.replace('Peter', 'Petra')],
    ['an unknown type', goKey.replace('+ARpc', '+CRpc')],
    ['a short key', goKey.slice(0, -4)],
    ['an upper-case id', goKey.replace('c74f20a3', 'C74F20A3')],
    ['no name', goKey.replace('PeterNeumann', '')],
    ['two parts', 'PeterNeumann+c74f20a3'],
  ])('is refused with %s', (_, line) => {
    expect(() => parseVerifierKey(line)).toThrow(LedgerError);
  });

  it.each(['', 'a b', 'a+b', 'a\u00a0b', 'a\nb', 'a\u0000b', 'a\u3000b'])('cannot be named %j', (name) => {
    expect(() => verifierKey(name, 'ed25519', new Uint8Array(32))).toThrow(LedgerError);
  });

  it('of ECDSA must lie on P-256', () => {
    expect(() => newEcdsaSigner('log.example/1', 'P-384')).toThrow(LedgerError);
    expect(() => verifierKey('log.example/1', 'ecdsa-p256', new Uint8Array(91))).toThrow(LedgerError);
  });
});
