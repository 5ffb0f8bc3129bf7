import { canonicalJson } from './canonical-json.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { currentKeys, keysInForce } from './keys-in-force.ts';
import { LedgerError } from './ledger-error.ts';
import { openNote, parseNote } from './signed-note.ts';
import type { TrustPolicy } from './trust-policy.ts';

/** Where the signed statement lies, in the anchors of the epoch that begins with it. */
export const statementPath = 'epoch.note';

const firstLine = 'custody-ledger/epoch/v1';

/** Why a log begins anew under another name, and what the epoch before had that is nowhere any more. */
export interface EpochStatement {
  readonly origin: string; // of the epoch that begins
  readonly lastCheckpoint: string; // newest signed note of the epoch before that is borne out by what is left of it
  readonly carried: string; // entries that were left, decimal; all of them are the beginning of the new epoch
  readonly lost: readonly LostHistory[]; // at least one
  readonly why: string;
  readonly statedBy: string;
  readonly agreedBy: string;
  readonly at: string; // RFC 3339 UTC
}

/** A checkpoint that the epoch before had signed, and that what is left does not bear out. */
export interface LostHistory {
  readonly heldBy: string; // "the witness w1", "the database"
  readonly size: string;
  readonly root: string; // base64
  readonly is: 'longer' | 'another'; // more entries than are left, or others
}

/** The text that is signed: a first line that no checkpoint has, one line of canonical JSON. */
export function statementText(statement: EpochStatement): string {
  return `${firstLine}\n${new TextDecoder().decode(canonicalJson(statement))}\n`;
}

/**
 * Reads a signed statement: every key in force of both epochs must have signed it. Throws LedgerError. In: the note,
 * the policy, which lists the keys of both.
 */
export function openStatement(note: string, trust: TrustPolicy): EpochStatement {
  const statement = parseStatement(parseNote(note).text);
  const last = parseCheckpoint(parseNote(statement.lastCheckpoint).text);
  const demanded = [...currentKeys(trust, last.origin), ...keysInForce(trust, statement.origin, last.size)];
  for (const origin of [last.origin, statement.origin]) {
    if (!demanded.some(({ name }) => name === origin))
      throw new LedgerError(`The policy knows no log ${origin}.`);
  }
  const { signedBy } = openNote(note, demanded);
  const missing = demanded.find((key) => !signedBy.includes(key));
  if (missing !== undefined) {
    throw new LedgerError(`The statement lacks the ${missing.algorithm} signature of ${missing.name}.`);
  }
  return statement;
}

/** The same without asking who signed it. Throws LedgerError. */
export function readStatement(note: string): EpochStatement {
  return parseStatement(parseNote(note).text);
}

/** What is gone, one sentence for each checkpoint that is not borne out. */
export function lossWords({ lost, carried }: EpochStatement, origin: string): readonly string[] {
  return lost.map(({ heldBy, size, is }) =>
    is === 'longer'
      ? `Entries ${carried} to ${BigInt(size) - 1n} of ${origin} are gone: ${heldBy} holds its signature over ${size} entries.`
      : `Another history of ${origin} is gone: ${heldBy} holds its signature over ${size} other entries.`,
  );
}

function parseStatement(text: string): EpochStatement {
  const [first, json, end, ...more] = text.split('\n');
  if (first !== firstLine || json === undefined || end !== '' || more.length > 0) {
    throw new LedgerError('This note is no statement about an epoch.');
  }
  const value = parsed(json);
  if (!isStatement(value)) throw new LedgerError('The statement about the epoch lacks fields.');
  if (statementText(value) !== text)
    throw new LedgerError('The statement about the epoch is not in its one form.');
  return value;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new LedgerError('The statement about the epoch is no JSON.', { cause });
  }
}

function isStatement(value: unknown): value is EpochStatement {
  if (!isRecord(value)) return false;
  const texts = ['origin', 'lastCheckpoint', 'carried', 'why', 'statedBy', 'agreedBy', 'at'];
  if (texts.some((name) => typeof value[name] !== 'string') || !isSize(value.carried)) return false;
  return Array.isArray(value.lost) && value.lost.length > 0 && value.lost.every(isLost);
}

function isLost(value: unknown): value is LostHistory {
  if (!isRecord(value)) return false;
  const { heldBy, size, root, is } = value;
  return (
    typeof heldBy === 'string' &&
    isSize(size) &&
    typeof root === 'string' &&
    (is === 'longer' || is === 'another')
  );
}

function isSize(value: unknown): boolean {
  return typeof value === 'string' && /^(0|[1-9][0-9]{0,18})$/.test(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
