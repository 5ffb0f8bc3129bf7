import { sha256 } from '../hashing/merkle-hash.ts';
import { hexOf } from '../ledger/bytes.ts';
import { canonicalJson } from '../ledger/canonical-json.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { openNote, parseNote, signatureLine, signNote } from '../ledger/signed-note.ts';
import {
  encodeVerifierKey,
  parseVerifierKey,
  type VerifierKey,
  verifierKey,
} from '../ledger/verifier-key.ts';
import type { BundleVerdict } from './verify-bundle.ts';

const form = 'custody-bundle/receipt/v1';
const keyName = 'receipt';
const longest = 10_000;

/** What somebody who received a bundle says that they found. */
export interface Receipt {
  readonly bundle: string; // hex SHA-256 of its tagmanifest-sha256.txt
  readonly verdict: 'holds' | 'fails';
  readonly findings: number;
  readonly events: number;
  readonly checkpoints: readonly string[]; // the first three lines of each that they saw: log, size and root
  readonly recipient: string;
  readonly verifier: string;
  readonly time: string; // RFC 3339 UTC, by their clock
}

/** A receipt whose signature was checked, by the key that it brings along. */
export interface CheckedReceipt extends Receipt {
  readonly keySha256: string; // hex, of the SubjectPublicKeyInfo in DER
}

/** What a verdict gives a receipt to say. Throws LedgerError for what is no bag: it has nothing to be known by. */
export function receiptOf(
  { bag, findings, events }: BundleVerdict,
  { recipient, verifier, time }: Pick<Receipt, 'recipient' | 'verifier' | 'time'>,
): Receipt {
  if (bag === null) throw new LedgerError('Only a whole bundle, with its manifests, has a receipt.');
  const notes = [...new Set(events.map(({ note }) => note))].flatMap((note) =>
    note === null ? [] : [note.split('\n').slice(0, 3).join(' ')],
  );
  return {
    ...{ bundle: bag, verdict: findings.length === 0 ? 'holds' : 'fails', findings: findings.length },
    ...{ events: events.length, checkpoints: [...new Set(notes)].slice(0, 10), recipient, verifier, time },
  };
}

/**
 * The receipt as a C2SP signed note. In: the SubjectPublicKeyInfo of a P-256 key in DER, and what signs with it: ECDSA
 * over SHA-256, signature in DER.
 */
export async function signReceipt(
  receipt: Receipt,
  spki: Uint8Array,
  sign: (bytes: Uint8Array) => Promise<Uint8Array>,
): Promise<string> {
  const key = verifierKey(keyName, 'ecdsa-p256', spki);
  const text = textOf(receipt, key);
  const signature = await sign(new TextEncoder().encode(text));
  return signNote(text, [signatureLine(keyName, key.keyId, signature)]);
}

/** Throws LedgerError for what is no receipt, or is not signed by the key in it. Whose key that is, it does not say. */
export function checkReceipt(note: string): CheckedReceipt {
  if (note.length > longest) throw new LedgerError('This is too long for a receipt.');
  const { text } = parseNote(note);
  const [first, json, end] = text.split('\n');
  if (first !== form || json === undefined || end !== '')
    throw new LedgerError('This is no receipt for a bundle.');
  const { key: vkey, ...receipt } = receiptIn(json);
  const key = parseVerifierKey(vkey);
  if (key.algorithm !== 'ecdsa-p256')
    throw new LedgerError('A receipt is signed with a key on the curve P-256.');
  if (textOf(receipt, key) !== text) throw new LedgerError('The receipt is not in its one spelling.');
  openNote(note, [key]);
  return { ...receipt, keySha256: hexOf(sha256(key.publicKey)) };
}

function textOf(receipt: Receipt, key: VerifierKey): string {
  const json = canonicalJson({ ...receipt, key: encodeVerifierKey(key) });
  return `${form}\n${new TextDecoder().decode(json)}\n`;
}

function receiptIn(json: string): Receipt & { readonly key: string } {
  const value = parsed(json) as Readonly<Record<string, unknown>> | null;
  if (value === null || typeof value !== 'object') throw malformed();
  const { bundle, verdict, findings, events, checkpoints, recipient, verifier, time, key } = value;
  const texts = [bundle, recipient, verifier, time, key];
  const isReceipt =
    texts.every((one) => typeof one === 'string') &&
    (verdict === 'holds' || verdict === 'fails') &&
    [findings, events].every((one) => Number.isSafeInteger(one) && Number(one) >= 0) &&
    Array.isArray(checkpoints) &&
    checkpoints.every((one) => typeof one === 'string');
  if (!isReceipt || (verdict === 'holds') !== (findings === 0)) throw malformed();
  if (!/^[0-9a-f]{64}$/.test(String(bundle)) || !isTime(String(time)) || String(recipient).trim() === '')
    throw malformed();
  return value as unknown as Receipt & { readonly key: string };
}

function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) && !Number.isNaN(Date.parse(text));
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    if (cause instanceof SyntaxError) return null;
    throw cause;
  }
}

function malformed(): LedgerError {
  return new LedgerError('A field of the receipt is missing or malformed.');
}
