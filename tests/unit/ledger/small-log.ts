import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { leafHash } from '../../../lib/hashing/merkle-hash.ts';
import { checkpointText } from '../../../lib/ledger/checkpoint.ts';
import { cosignedMessage, packCosignature } from '../../../lib/ledger/cosignature.ts';
import { encodeEntry, type LedgerEntry } from '../../../lib/ledger/ledger-entry.ts';
import { appendLeaves, emptyTree, rootOf } from '../../../lib/ledger/merkle-tree.ts';
import { signatureLine, signNote } from '../../../lib/ledger/signed-note.ts';
import { parseTrustPolicy, type TrustPolicy } from '../../../lib/ledger/trust-policy.ts';
import { encodeVerifierKey, type VerifierKey, verifierKey } from '../../../lib/ledger/verifier-key.ts';
import type { LogCopy } from '../../../lib/ledger/verify-ledger.ts';

const origin = 'log.example/1';
const raw = (key: KeyObject) => new Uint8Array(key.export({ type: 'spki', format: 'der' }).subarray(-32));

/** Keys as a log and a witness have them, and the policy that trusts them. */
const ed25519 = generateKeyPairSync('ed25519');
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const witness = generateKeyPairSync('ed25519');
const edKey = verifierKey(origin, 'ed25519', raw(ed25519.publicKey));
const spki = new Uint8Array(p256.publicKey.export({ type: 'spki', format: 'der' }));
const ecKey = verifierKey(origin, 'ecdsa-p256', spki);
const witnessKey = verifierKey('witness.example/w1', 'cosignature-v1', raw(witness.publicKey));

export const policyText = [
  `log ${encodeVerifierKey(edKey)}`,
  `log ${encodeVerifierKey(ecKey)}`,
  `witness w1 ${encodeVerifierKey(witnessKey)}`,
  'quorum w1\n',
].join('\n');

export const trust: TrustPolicy = parseTrustPolicy(policyText);

/** `count` entries over three streams, one second apart. */
export function smallLog(count: number): Uint8Array[] {
  const ends = new Map<string, { n: bigint; leaf: Uint8Array }>();
  return Array.from({ length: count }, (_, i) => {
    const s = `stream-${i % 3}`;
    const before = ends.get(s);
    const { entry, leaf } = encodeEntry(fields(i, s, before));
    ends.set(s, { n: before === undefined ? 0n : before.n + 1n, leaf });
    return entry;
  });
}

function fields(i: number, s: string, before: { n: bigint; leaf: Uint8Array } | undefined): LedgerEntry {
  return {
    id: `01900000-0000-7000-8000-${i.toString(16).padStart(12, '0')}`,
    t: `${new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString().slice(0, 19)}.000000Z`,
    k: 'evidence.sealed',
    s,
    n: before === undefined ? 0n : before.n + 1n,
    p: before === undefined ? null : before.leaf,
    c: randomBytes(32),
  };
}

interface Signed {
  readonly without?: VerifierKey['algorithm'];
}

/** The checkpoint over the first `size` entries, signed twice by the log and by the witness. */
export function noteOver(entries: readonly Uint8Array[], size: number, { without }: Signed = {}): string {
  const root = rootOf(appendLeaves(emptyTree, entries.slice(0, size).map(leafHash)));
  const text = checkpointText(origin, BigInt(size), root);
  const time = 1_800_000_000n;
  const cosignature = sign(null, cosignedMessage(Buffer.from(text), time), witness.privateKey);
  const lines = [
    [edKey, sign(null, Buffer.from(text), ed25519.privateKey)],
    [ecKey, sign('sha256', Buffer.from(text), { key: p256.privateKey, dsaEncoding: 'der' })],
    [witnessKey, packCosignature(time, cosignature)],
  ] as const;
  const kept = lines.filter(([key]) => key.algorithm !== without);
  return signNote(
    text,
    kept.map(([key, signature]) => signatureLine(key.name, key.keyId, signature)),
  );
}

/** A copy of a log, handed out in batches of seven. */
export function copyOf(entries: readonly Uint8Array[], notes: readonly string[]): LogCopy {
  return {
    entries: () => batches(entries),
    notes: async function* () {
      yield* notes;
    },
  };
}

export async function* batches(entries: readonly Uint8Array[]): AsyncGenerator<readonly Uint8Array[]> {
  for (let at = 0; at < entries.length; at += 7) yield entries.slice(at, at + 7);
}
