import { type Bytes, concat, fromBase64, isEqual, toHex, utf8 } from './bytes.ts';
import type { Note, SignatureLine } from './note.ts';
import { sha256 } from './tree.ts';

/** A public key as a trust policy names it. */
export interface PolicyKey {
  readonly of: 'log' | 'witness';
  readonly name: string; // as its signature lines name it
  readonly kind: 'ed25519' | 'ecdsa-p256' | 'cosignature';
  readonly keyId: Bytes;
  readonly publicKey: Bytes; // 32 bytes, or SPKI in DER for P-256
}

/** `unsupported`: this browser cannot check this kind of signature. */
export type SignatureOutcome =
  | { readonly outcome: 'right'; readonly at: Date | null } // `at`: when a witness says that it saw it
  | { readonly outcome: 'wrong' | 'missing' | 'unsupported' };

/** The keys of a trust policy; lines that hold none are passed over. Source: C2SP tlog-policy. */
export async function policyKeys(policy: string): Promise<readonly PolicyKey[]> {
  const keys = policy.split('\n').map(async (line) => {
    const [word, first = '', second = ''] = line.split(/[ \t]+/).filter((part) => part !== '');
    if (word === 'log') return await keyOf('log', first);
    if (word === 'witness') return await keyOf('witness', second);
    return null;
  });
  return (await Promise.all(keys)).filter((key) => key !== null);
}

/** What one key says of a note. Source: C2SP signed-note, tlog-cosignature. */
export async function checkSignature(note: Note, key: PolicyKey): Promise<SignatureOutcome> {
  const line = note.lines.find((one) => one.name === key.name && isEqual(one.keyId, key.keyId));
  if (line === undefined) return { outcome: 'missing' };
  try {
    return (await isRight(note, key, line))
      ? { outcome: 'right', at: key.kind === 'cosignature' ? statedTime(line) : null }
      : { outcome: 'wrong' };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotSupportedError')
      return { outcome: 'unsupported' };
    return { outcome: 'wrong' }; // WebCrypto could not read the key or the signature
  }
}

async function isRight({ text }: Note, key: PolicyKey, { signature }: SignatureLine): Promise<boolean> {
  switch (key.kind) {
    case 'ed25519':
      return await verifyEd25519(key.publicKey, signature, utf8(text));
    case 'cosignature': {
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

async function keyOf(of: PolicyKey['of'], vkey: string): Promise<PolicyKey | null> {
  const [, name, id, base64] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey) ?? [];
  const typed = base64 === undefined ? null : fromBase64(base64);
  if (name === undefined || id === undefined || typed === null) return null;
  const kind = kindOf(typed[0]);
  if (kind === null || (of === 'witness') !== (kind === 'cosignature')) return null;
  const publicKey = typed.slice(1);
  const named = kind === 'ecdsa-p256' ? publicKey : concat(utf8(`${name}\n`), typed);
  const keyId = (await sha256(named)).slice(0, 4);
  return toHex(keyId) === id ? { of, name, kind, keyId, publicKey } : null;
}

function kindOf(type: number | undefined): PolicyKey['kind'] | null {
  switch (type) {
    case 0x01:
      return 'ed25519';
    case 0x02:
      return 'ecdsa-p256';
    case 0x04:
      return 'cosignature';
    default:
      return null;
  }
}
