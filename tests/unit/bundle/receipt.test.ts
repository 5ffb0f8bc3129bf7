import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkReceipt, type Receipt, signReceipt } from '../../../lib/bundle/receipt.ts';

const said: Receipt = {
  ...{ bundle: 'ab'.repeat(32), verdict: 'holds', findings: 0, events: 12 },
  ...{ checkpoints: ['log 12 root='], verifier: 'holdfast 1', time: '2026-11-22T10:00:00.000Z' },
  recipient: 'Court of \u202eعدل, “room 4”',
};

describe('a receipt', () => {
  it('is taken as its signer said it, under the digest of the key', async () => {
    const { note } = await signed(said);
    expect(checkReceipt(note)).toEqual({ ...said, keySha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it.each([
    ['another bundle', (note: string) => note.replaceAll('abab', 'cdcd')],
    [
      'another verdict',
      (note: string) => note.replace('"findings":0', '"findings":1').replace('holds', 'fails'),
    ],
    ['another spelling', (note: string) => note.replace('{"bundle"', '{ "bundle"')],
    ['a cut signature', (note: string) => `${note.slice(0, -9)}\n`],
    ['another form', (note: string) => note.replace('receipt/v1', 'receipt/v2')],
  ])('is refused with %s', async (_, change) => {
    const { note } = await signed(said);
    expect(() => checkReceipt(change(note))).toThrow();
  });

  it.each<[string, Partial<Receipt>]>([
    ['of a time that is none', { time: '2026-99-99T::Z' }],
    ['of nobody', { recipient: ' ' }],
    ['of fewer than no findings', { verdict: 'fails', findings: -1 }],
    ['of fewer than no events', { events: -1 }],
  ])('%s is refused, whoever signed it', async (_, change) => {
    const { note } = await signed({ ...said, ...change });
    expect(() => checkReceipt(note)).toThrow('malformed');
  });

  it('is refused when somebody puts their key in the place of the signer’s', async () => {
    const [own, other] = [await signed(said), await signed(said)];
    const keyOf = (note: string) => /"key":"([^"]+)"/.exec(note)?.[1] ?? '';
    expect(() => checkReceipt(own.note.replace(keyOf(own.note), keyOf(other.note)))).toThrow();
  });

  it('that says it holds with findings, or fails without, is none', async () => {
    await expect(signed({ ...said, findings: 2 }).then(({ note }) => checkReceipt(note))).rejects.toThrow(
      'malformed',
    );
  });
});

async function signed(receipt: Receipt): Promise<{ note: string; key: KeyObject }> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const note = await signReceipt(receipt, spki, async (bytes) => sign('sha256', bytes, privateKey));
  return { note, key: privateKey };
}
