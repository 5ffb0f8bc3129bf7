import { sameBytes } from './bytes.ts';
import { LedgerError } from './ledger-error.ts';
import type { Quorum } from './quorum.ts';

/** What the grammar must know of a key. */
export interface PolicyKey {
  readonly name: string;
  readonly algorithm: 'ed25519' | 'ecdsa-p256' | 'cosignature-v1';
  readonly publicKey: Uint8Array;
}

/** Whom a verifier trusts, with keys in the verifier's own form. */
export interface Policy<K extends PolicyKey> {
  readonly logs: readonly K[];
  readonly retired: readonly RetiredKey<K>[]; // those of the logs' keys that sign no more
  readonly witnesses: ReadonlyMap<string, PolicyWitness<K>>; // by the name used in the file
  readonly quorum: Quorum;
}

/** A key that was replaced: its signature counts for checkpoints of at most so many entries. */
export interface RetiredKey<K extends PolicyKey> {
  readonly key: K;
  readonly upTo: bigint;
}

export interface PolicyWitness<K extends PolicyKey> {
  readonly key: K;
  readonly url: string | null; // submission prefix
}

const retiredWord = '#retired'; // to other readers a comment: they go on trusting the key at every size

/**
 * Reads a policy file. In: its text, and what makes a key of a vkey line or throws. Throws LedgerError naming the line
 * that is wrong. Source: C2SP tlog-policy, and lines `#retired <vkey> <size>` of our own.
 */
export function parsePolicy<K extends PolicyKey>(text: string, parseKey: (vkey: string) => K): Policy<K> {
  requireCharacters(text);
  const draft: Draft<K> = {
    parseKey,
    vkeys: new Map(),
    logs: [],
    retired: [],
    witnesses: new Map(),
    named: new Map(),
    taken: new Set(),
    quorum: null,
  };
  for (const [i, line] of text.split('\n').entries()) {
    const words = line.split(/[ \t]+/).filter((word) => word !== '');
    if (words.length === 0 || (words[0]?.startsWith('#') === true && words[0] !== retiredWord)) continue;
    try {
      readLine(draft, words);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new LedgerError(`Line ${i + 1} of the trust policy: ${why}`, { cause });
    }
  }
  if (draft.quorum === null) throw new LedgerError('The trust policy has no quorum line.');
  requireSuccessors(draft);
  const { logs, retired, witnesses, quorum } = draft;
  return { logs, retired, witnesses, quorum };
}

interface Draft<K extends PolicyKey> {
  readonly parseKey: (vkey: string) => K;
  readonly vkeys: Map<string, K>; // of the log lines, as they stand
  readonly logs: K[];
  readonly retired: RetiredKey<K>[];
  readonly witnesses: Map<string, PolicyWitness<K>>;
  readonly named: Map<string, Quorum>;
  readonly taken: Set<string>; // names that are already a member of a group
  quorum: Quorum | null;
}

function readLine<K extends PolicyKey>(draft: Draft<K>, [keyword, ...words]: readonly string[]): void {
  switch (keyword) {
    case 'log':
      readLog(draft, words);
      break;
    case retiredWord:
      readRetired(draft, words);
      break;
    case 'witness':
      readWitness(draft, words);
      break;
    case 'group':
      readGroup(draft, words);
      break;
    case 'quorum':
      readQuorum(draft, words);
      break;
    default:
      throw new LedgerError('a line begins with log, witness, group or quorum.');
  }
}

function readLog<K extends PolicyKey>(draft: Draft<K>, [vkey, , ...more]: readonly string[]): void {
  if (vkey === undefined || more.length > 0) throw new LedgerError('a log line reads: log <vkey> [<url>].');
  const key = draft.parseKey(vkey);
  if (key.algorithm === 'cosignature-v1')
    throw new LedgerError('this is the key of a witness, not of a log.');
  // One public key may stand for two epochs of a log: they are two logs, and each is judged by its own name.
  requireNew(
    draft.logs.filter(({ name }) => name === key.name),
    key,
  );
  draft.logs.push(key);
  draft.vkeys.set(vkey, key);
}

function readRetired<K extends PolicyKey>(draft: Draft<K>, [vkey, size, ...more]: readonly string[]): void {
  if (vkey === undefined || !/^(0|[1-9][0-9]{0,18})$/.test(size ?? '') || more.length > 0) {
    throw new LedgerError(`a line of a retired key reads: ${retiredWord} <vkey> <entries>.`);
  }
  const key = draft.vkeys.get(vkey);
  if (key === undefined) throw new LedgerError('a key is retired below the log line that names it.');
  if (draft.retired.some((one) => one.key === key)) throw new LedgerError('this key was retired above.');
  draft.retired.push({ key, upTo: BigInt(size ?? '') });
}

/** A kind of signature that nobody gives any more would leave one key where there were two. */
function requireSuccessors<K extends PolicyKey>({ logs, retired }: Draft<K>): void {
  for (const { key } of retired) {
    const goesOn = logs.some(
      (other) =>
        other.name === key.name &&
        other.algorithm === key.algorithm &&
        retired.every((one) => one.key !== other),
    );
    if (!goesOn)
      throw new LedgerError(
        `The trust policy retires the ${key.algorithm} key of ${key.name} and names no other.`,
      );
  }
}

function readWitness<K extends PolicyKey>(
  draft: Draft<K>,
  [name, vkey, url, ...more]: readonly string[],
): void {
  if (name === undefined || vkey === undefined || more.length > 0) {
    throw new LedgerError('a witness line reads: witness <name> <vkey> [<url>].');
  }
  const key = draft.parseKey(vkey);
  if (key.algorithm !== 'cosignature-v1') throw new LedgerError('this is not the key of a witness.');
  const known = Array.from(draft.witnesses.values(), (witness) => witness.key);
  requireNew(known, key);
  define(draft, name, { witness: name });
  draft.witnesses.set(name, { key, url: url ?? null });
}

function readGroup<K extends PolicyKey>(draft: Draft<K>, [name, rule, ...names]: readonly string[]): void {
  if (name === undefined || rule === undefined || names.length === 0) {
    throw new LedgerError('a group line reads: group <name> <all|any|number> <name>….');
  }
  const members = names.map((member) => {
    if (draft.taken.has(member)) throw new LedgerError(`${member} is already a member of a group.`);
    draft.taken.add(member);
    return definedAs(draft, member);
  });
  define(draft, name, { threshold: thresholdOf(rule, members.length), members });
}

function readQuorum<K extends PolicyKey>(draft: Draft<K>, [name, ...more]: readonly string[]): void {
  if (name === undefined || more.length > 0) throw new LedgerError('a quorum line reads: quorum <name>.');
  if (draft.quorum !== null) throw new LedgerError('there is a second quorum line.');
  draft.quorum = name === 'none' ? { threshold: 0, members: [] } : definedAs(draft, name);
}

function thresholdOf(rule: string, members: number): number {
  if (rule === 'all') return members;
  if (rule === 'any') return 1;
  const threshold = /^[1-9][0-9]{0,4}$/.test(rule) ? Number(rule) : 0;
  if (threshold < 1 || threshold > members) {
    throw new LedgerError(`a group of ${members} needs a number from 1 to ${members}.`);
  }
  return threshold;
}

function define<K extends PolicyKey>(draft: Draft<K>, name: string, quorum: Quorum): void {
  if (name === 'none' || draft.named.has(name)) throw new LedgerError(`the name ${name} is already taken.`);
  draft.named.set(name, quorum);
}

function definedAs<K extends PolicyKey>({ named }: Draft<K>, name: string): Quorum {
  const quorum = named.get(name);
  if (quorum === undefined) throw new LedgerError(`${name} is not defined on a line above.`);
  return quorum;
}

/** Two lines with one key would let one party count twice, whatever it calls itself. */
function requireNew(known: readonly PolicyKey[], key: PolicyKey): void {
  if (known.some((other) => sameBytes(other.publicKey, key.publicKey))) {
    throw new LedgerError('this key stands on a line above.');
  }
}

function requireCharacters(text: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are forbidden by the policy format.
  if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text)) {
    throw new LedgerError('The trust policy holds a control character.');
  }
}
