import { sameBytes } from './bytes.ts';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { cosignatureTime } from './cosignature.ts';
import type { Finding } from './finding.ts';
import { keysInForce, retirementOf } from './keys-in-force.ts';
import { LedgerError } from './ledger-error.ts';
import { isQuorum } from './quorum.ts';
import { openNote, parseNote } from './signed-note.ts';
import type { TrustPolicy } from './trust-policy.ts';
import type { VerifierKey } from './verifier-key.ts';

/** A checkpoint as a policy sees it. */
export interface JudgedNote {
  readonly checkpoint: Checkpoint;
  readonly note: string;
  readonly quorum: boolean; // enough witnesses of the policy cosigned it
  readonly cosignedBy: ReadonlyMap<string, bigint>; // witness name of the policy → POSIX seconds it states
}

/**
 * Judges one signed checkpoint by a trust policy. Stricter than C2SP tlog-policy, which is content with one key of
 * the log: here every key that the policy lists under the log's name, and that was in force at that size, must have signed. Out: the judged note, or the
 * finding that it is not to be believed.
 */
export function checkNote(note: string, trust: TrustPolicy): JudgedNote | Finding {
  try {
    return judge(note, trust);
  } catch (cause) {
    if (!(cause instanceof LedgerError)) throw cause;
    return { attack: 'damage', where: 'a checkpoint', words: cause.message, proof: [note] };
  }
}

/** Tells a finding from a judged note. */
export function isFinding(judged: JudgedNote | Finding): judged is Finding {
  return 'attack' in judged;
}

function judge(note: string, trust: TrustPolicy): JudgedNote | Finding {
  const checkpoint = parseCheckpoint(parseNote(note).text);
  const logKeys = trust.logs.filter((key) => key.name === checkpoint.origin);
  if (logKeys.length === 0) return unknownLog(note, checkpoint, trust);
  const signed = parseNote(note).signatures;
  if (
    !signed.some(({ name, keyId }) => logKeys.some((key) => key.name === name && sameBytes(key.keyId, keyId)))
  )
    return otherKeys(note, checkpoint);
  const witnesses = Array.from(trust.witnesses.values(), (witness) => witness.key);
  const { signedBy, signatures } = openNote(note, [...logKeys, ...witnesses]);
  const missing = keysInForce(trust, checkpoint.origin, checkpoint.size).filter(
    (key) => !signedBy.includes(key),
  );
  if (missing.length > 0) {
    const spent = spentKey(signedBy, trust, checkpoint.size);
    if (spent !== null) return { ...spent, where: `checkpoint ${checkpoint.size}`, proof: [note] };
    const kinds = missing.map((key) => key.algorithm).join(' and ');
    throw new LedgerError(`The checkpoint of size ${checkpoint.size} lacks the log’s ${kinds} signature.`);
  }
  const cosignedBy = new Map<string, bigint>();
  for (const [name, { key }] of trust.witnesses) {
    const time = signedBy.includes(key) ? timeOf(key, signatures) : null;
    if (time !== null) cosignedBy.set(name, time);
  }
  return { checkpoint, note, cosignedBy, quorum: isQuorum(trust.quorum, new Set(cosignedBy.keys())) };
}

/** A bundle of somebody else, or the policy of somebody else: which of them, the names tell. */
function unknownLog(note: string, { origin, size }: Checkpoint, { logs }: TrustPolicy): Finding {
  const known = [...new Set(logs.map(({ name }) => name))].join(', ');
  return {
    attack: 'unknown-signer',
    where: `checkpoint ${size}`,
    words: `The log calls itself ${origin}, and the trust policy names ${known === '' ? 'no log' : `only ${known}`}. Ask who gave you the policy whether it is the one of this log.`,
    proof: [note],
  };
}

/** The log's name and none of its keys: a name is free for anybody to take. */
function otherKeys(note: string, { origin, size }: Checkpoint): Finding {
  return {
    attack: 'unknown-signer',
    where: `checkpoint ${size}`,
    words: `It bears the name ${origin}, which the trust policy names, and no signature by a key that the policy has for it. Either its keys were replaced since and the policy lacks their lines, or the policy is of another Holdfast of that name, or somebody else signed.`,
    proof: [note],
  };
}

/** Whether one of the signatures is of a key that was retired before the log had so many entries. */
function spentKey(
  signedBy: readonly VerifierKey[],
  trust: TrustPolicy,
  size: bigint,
): Pick<Finding, 'attack' | 'words'> | null {
  for (const key of signedBy) {
    const upTo = retirementOf(trust, key);
    if (upTo === null || upTo >= size) continue;
    const words = `The ${key.algorithm} key that signed it was retired at ${upTo} entries, and the key in force did not sign.`;
    return { attack: 'retired-key', words };
  }
  return null;
}

function timeOf(
  key: VerifierKey,
  signatures: readonly { readonly keyId: Uint8Array; readonly signature: Uint8Array }[],
): bigint | null {
  const line = signatures.find((candidate) => sameBytes(candidate.keyId, key.keyId));
  return line === undefined ? null : cosignatureTime(line.signature);
}
