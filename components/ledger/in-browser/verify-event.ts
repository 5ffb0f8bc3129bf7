import { type Bytes, fromBase64, isEqual, toBase64, toHex } from './bytes.ts';
import { judgeNote } from './judge-note.ts';
import { readNote } from './note.ts';
import type { Step } from './step.ts';
import { commitment, leafHash, rootByInclusion } from './tree.ts';

/** What the portal sends of one event; bytes in base64. */
export interface EventProof {
  readonly index: string;
  readonly body: string;
  readonly salt: string;
  readonly entry: string;
  readonly hashes: readonly string[];
  readonly size: string;
  readonly note: string;
}

/** What the page says of the event. */
export interface ShownEvent {
  readonly id: string;
  readonly leaf: string; // hex
}

/**
 * Computes everything again from the record to the signed root, with WebCrypto; of the portal's own code only the
 * grammar of a trust policy and its quorums is used.
 * In: what the portal sent, its trust policy, and the event as the page shows it. Out: every step, none left out.
 */
export async function verifyEvent(
  proof: EventProof,
  policy: string,
  shown: ShownEvent,
): Promise<readonly Step[]> {
  const bytes = [proof.body, proof.salt, proof.entry, ...proof.hashes].map(fromBase64);
  const [body, salt, entry, ...path] = bytes.filter((part) => part !== null);
  const note = readNote(proof.note);
  if (
    bytes.includes(null) ||
    body === undefined ||
    salt === undefined ||
    entry === undefined ||
    note === null
  )
    return [{ title: 'Proof', outcome: 'failed', words: 'What the portal sent is no proof.' }];
  const leaf = await leafHash(entry);
  const root = await rootByInclusion(leaf, BigInt(proof.index), note.head.size, path);
  return [
    await recordStep(salt, body, entry),
    nameStep(entry, shown.id),
    leafStep(leaf, shown.leaf),
    pathStep(root, note.head.root, path.length, proof.index, note.head.size),
    ...(await judgeNote(note, policy)).steps,
  ];
}

async function recordStep(salt: Bytes, body: Bytes, entry: Bytes): Promise<Step> {
  const computed = toBase64(await commitment(salt, body));
  const expected = textField(entry, 'c');
  const holds = computed === expected;
  return {
    title: 'Record',
    outcome: holds ? 'held' : 'failed',
    words: holds
      ? 'The record and its salt give the commitment that stands in the entry.'
      : 'The record does not give the commitment in the entry: one of them was changed.',
    computed,
    ...(expected === null ? {} : { expected }),
  };
}

function nameStep(entry: Bytes, eventId: string): Step {
  const holds = textField(entry, 'id') === eventId;
  return {
    title: 'Entry',
    outcome: holds ? 'held' : 'failed',
    words: holds ? 'It is the entry of this event.' : 'It is the entry of another event.',
  };
}

function leafStep(leaf: Bytes, shown: string): Step {
  const computed = toHex(leaf);
  const holds = computed === shown;
  return {
    title: 'Leaf',
    outcome: holds ? 'held' : 'failed',
    words: holds
      ? 'SHA-256 of a zero byte and the entry: the leaf hash that this page shows.'
      : 'The entry does not give the leaf hash that this page shows.',
    computed,
    expected: shown,
  };
}

function pathStep(root: Bytes | null, signed: Bytes, hashes: number, index: string, size: bigint): Step {
  const holds = root !== null && isEqual(root, signed);
  return {
    title: 'Path',
    outcome: holds ? 'held' : 'failed',
    words: holds
      ? `${hashes} ${hashes === 1 ? 'hash leads' : 'hashes lead'} from entry ${index} to the root over ${size} entries.`
      : 'The path does not lead to the signed root: the entry, or another one, was changed.',
    ...(root === null ? {} : { computed: toBase64(root) }),
    expected: toBase64(signed),
  };
}

function textField(entry: Bytes, name: string): string | null {
  try {
    const fields: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(entry));
    const value: unknown = typeof fields === 'object' && fields !== null ? Reflect.get(fields, name) : null;
    return typeof value === 'string' ? value : null;
  } catch {
    return null; // the bytes are no entry: then nothing in it can be equal to anything
  }
}
