import { LedgerError } from '../../../lib/ledger/ledger-error.ts';
import { type Policy, type PolicyKey, parsePolicy } from '../../../lib/ledger/policy-text.ts';
import { type Bytes, concat, fromBase64, toHex, utf8 } from './bytes.ts';
import type { Note, SignatureLine } from './note.ts';
import { sha256 } from './tree.ts';

/** A public key as a trust policy names it. */
export interface BrowserKey {
  readonly name: string; // as its signature lines name it
  readonly algorithm: PolicyKey['algorithm'];
  readonly publicKey: Bytes; // 32 bytes, or SPKI in DER for P-256
  readonly statedId: string; // 8 hex digits, as its vkey line says
}

/** `unsupported`: this browser cannot check this kind of signature. */
export type SignatureOutcome =
  | { readonly outcome: 'right'; readonly at: Date | null } // `at`: when a witness says that it saw it
  | { readonly outcome: 'wrong' | 'missing' | 'unsupported' };

/** Reads a trust policy by the ledger's own grammar. Throws, naming the line, when it is none. Source: C2SP tlog-policy. */
export async function readPolicy(text: string): Promise<Policy<BrowserKey>> {
  const policy = parsePolicy(text, keyOf);
  for (const key of [...policy.logs, ...Array.from(policy.witnesses.values(), (one) => one.key)]) {
    if (toHex(await keyIdOf(key)) !== key.statedId)
      throw new LedgerError(`The trust policy states another id for the key of ${key.name} than it has.`);
  }
  return policy;
}

/** What one key says of a note. Source: C2SP signed-note, tlog-cosignature. */
export async function checkSignature(note: Note, key: BrowserKey): Promise<SignatureOutcome> {
  const line = note.lines.find((one) => one.name === key.name && toHex(one.keyId) === key.statedId);
  if (line === undefined) return { outcome: 'missing' };
  try {
    return (await isRight(note, key, line))
      ? { outcome: 'right', at: key.algorithm === 'cosignature-v1' ? statedTime(line) : null }
      : { outcome: 'wrong' };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotSupportedError')
      return { outcome: 'unsupported' };
    return { outcome: 'wrong' }; // WebCrypto could not read the key or the signature
  }
}

async function isRight({ text }: Note, key: BrowserKey, { signature }: SignatureLine): Promise<boolean> {
  switch (key.algorithm) {
    case 'ed25519':
      return await verifyEd25519(key.publicKey, signature, utf8(text));
    case 'cosignature-v1': {
      if (signature.length !== 72) return false;
      const stated = new DataView(signature.buffer, signature.byteOffset, 8).getBigUint64(0);
      const message = utf8(`cosignature/v1\ntime ${stated}\n${text}`);
      return await verifyEd25519(key.publicKey, signature.slice(8), message);
    }
    case 'ecdsa-p256': {
      const raw = rawEcdsa(signature);
      const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
      const publicKey = await crypto.subtle.importKey('spki', key.publicKey, algorithm, false, ['verify']);
      const how = { name: 'ECDSA', hash: 'SHA-256' };
      return raw !== null && (await crypto.subtle.verify(how, publicKey, raw, utf8(text)));
    }
  }
}

async function verifyEd25519(publicKey: Bytes, signature: Bytes, message: Bytes): Promise<boolean> {
  const key = await crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
  return await crypto.subtle.verify('Ed25519', key, signature, message);
}

/** WebCrypto wants the two numbers side by side, 32 bytes each, where notes have DER (RFC 3279 §2.2.3). */
function rawEcdsa(der: Bytes): Bytes | null {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return null;
  const first = numberAt(der, 2);
  const second = first === null ? null : numberAt(der, first.end);
  if (first === null || second === null || second.end !== der.length) return null;
  return concat(first.number, second.number);
}

function numberAt(der: Bytes, at: number): { readonly number: Bytes; readonly end: number } | null {
  const length = der[at + 1] ?? 0;
  const end = at + 2 + length;
  if (der[at] !== 0x02 || length < 1 || end > der.length) return null;
  const digits = der.slice(at + 2, end);
  const plain = digits.slice(digits.findIndex((byte) => byte !== 0));
  if (plain.length > 32) return null;
  return { number: concat(new Uint8Array(32 - plain.length), plain), end };
}

function statedTime({ signature }: SignatureLine): Date {
  const view = new DataView(signature.buffer, signature.byteOffset, 8);
  return new Date(Number(view.getBigUint64(0)) * 1000);
}

function keyOf(vkey: string): BrowserKey {
  const [, name, statedId, base64] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey) ?? [];
  const typed = base64 === undefined ? null : fromBase64(base64);
  if (name === undefined || statedId === undefined || typed === null)
    throw new LedgerError('this is no verifier key.');
  return { name, algorithm: algorithmOf(typed[0]), publicKey: typed.slice(1), statedId };
}

/** C2SP signed-note; of an ECDSA key the id is made of the key alone, as Sigsum and Go's sumdb have it. */
async function keyIdOf({ name, algorithm, publicKey }: BrowserKey): Promise<Bytes> {
  const named =
    algorithm === 'ecdsa-p256'
      ? publicKey
      : concat(utf8(`${name}\n`), Uint8Array.of(typeOf(algorithm)), publicKey);
  return (await sha256(named)).slice(0, 4);
}

function algorithmOf(type: number | undefined): BrowserKey['algorithm'] {
  const found = algorithms.find((one) => typeOf(one) === type);
  if (found === undefined) throw new LedgerError('this key is of a kind that is not known.');
  return found;
}

const algorithms = ['ed25519', 'ecdsa-p256', 'cosignature-v1'] as const;

function typeOf(algorithm: BrowserKey['algorithm']): number {
  switch (algorithm) {
    case 'ed25519':
      return 0x01;
    case 'ecdsa-p256':
      return 0x02;
    case 'cosignature-v1':
      return 0x04;
  }
}
