import { HashPad } from '../hashing/hash-pad.ts';
import { leafHash, sha256 } from '../hashing/merkle-hash.ts';
import { sameBytes } from './bytes.ts';
import { isTimestamp } from './entry-time.ts';
import { LedgerError } from './ledger-error.ts';
import { PlainEntry } from './plain-entry.ts';
import { decodeHash, encodeBase64 } from './strict-base64.ts';

const bodyDomain = new TextEncoder().encode('custody-event/body/v1\n');
const longestEntry = 65_535; // a tlog-tiles entry bundle gives each entry a 16-bit length

/** One line of the log as it is before encoding. Hashes are 32 raw bytes. */
export interface LedgerEntry {
  readonly id: string; // UUIDv7 of the event
  readonly t: string; // RFC 3339 UTC, six digits
  readonly k: string; // kind of event, "noun.verbed"
  readonly s: string; // stream id, opaque
  readonly n: bigint; // number within the stream, from 0 without gaps
  readonly p: Uint8Array | null; // leaf hash of event n-1 of the stream; null exactly when n is 0
  readonly c: Uint8Array; // commitBody(salt, body)
}

/**
 * The salted commitment that stands for an event's body in the log, so that the body can be withheld or erased
 * without breaking the tree. In: 32 random bytes, canonical JSON. Out: 32 bytes.
 */
export function commitBody(salt: Uint8Array, body: Uint8Array): Uint8Array {
  if (salt.length !== 32) throw new LedgerError(`A salt has 32 bytes, not ${salt.length}.`);
  return sha256(bodyDomain, salt, body);
}

const bodyPad = new HashPad(bodyDomain);

/** The same, written to `into`. In: a salt of 32 bytes. */
export function bodyCommitmentInto(salt: Uint8Array, body: Uint8Array, into: Uint8Array): void {
  const before = bodyDomain.length + salt.length;
  if (before + body.length <= bodyPad.bytes.length) {
    bodyPad.bytes.set(salt, bodyDomain.length);
    bodyPad.bytes.set(body, before);
    bodyPad.hashInto(before + body.length, into, 0);
  } else into.set(commitBody(salt, body));
}

/** The entry's exact bytes and its RFC 6962 leaf hash. Throws LedgerError for a field that is not as described. */
export function encodeEntry(fields: LedgerEntry): { readonly entry: Uint8Array; readonly leaf: Uint8Array } {
  requireFields(fields);
  const entry = new TextEncoder().encode(canonicalText(fields));
  if (entry.length > longestEntry) throw new LedgerError(`An entry has at most ${longestEntry} bytes.`);
  return { entry, leaf: leafHash(entry) };
}

/** RFC 8785 of these eight fields, written out: the names in order, and strings as JSON escapes them anyway. */
function canonicalText({ id, t, k, s, n, p, c }: LedgerEntry): string {
  const previous = p === null ? 'null' : `"${encodeBase64(p)}"`;
  const head = `{"c":"${encodeBase64(c)}","id":"${id}","k":"${k}","n":${n},"p":${previous}`;
  return `${head},"s":${JSON.stringify(s)},"t":"${t}","v":1}`;
}

/**
 * The fields of an entry. Throws LedgerError unless encoding them again gives the very same bytes, which rules
 * out foreign fields, repeated keys, other spellings and anything after the end.
 */
export function decodeEntry(bytes: Uint8Array): LedgerEntry {
  const text = textOf(bytes);
  return plain.read(bytes, 0, bytes.length) ? plainFields(text) : anyFields(bytes, text);
}

const plain = new PlainEntry();

/** In: the text of the entry that `plain` has just read, which has one byte a letter. */
function plainFields(text: string): LedgerEntry {
  const { id, t, k, kEnd, s, sEnd, n, p, c } = plain;
  return {
    id: text.slice(id, id + 36),
    t: text.slice(t, t + 27),
    k: text.slice(k, kEnd),
    s: text.slice(s, sEnd),
    n: BigInt(n),
    p: n === 0 ? null : p.slice(),
    c: c.slice(),
  };
}

function anyFields(bytes: Uint8Array, text: string): LedgerEntry {
  const fields = fieldsOf(parseObject(text));
  if (!sameBytes(encodeEntry(fields).entry, bytes)) {
    throw new LedgerError('The entry is not in canonical form.');
  }
  return fields;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOf(bytes: Uint8Array): string {
  if (bytes.length > longestEntry) throw new LedgerError(`An entry has at most ${longestEntry} bytes.`);
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new LedgerError('The entry is not JSON in UTF-8.', { cause });
  }
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new LedgerError('The entry is not JSON in UTF-8.', { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new LedgerError('The entry is not a JSON object.');
  }
  return value as Readonly<Record<string, unknown>>;
}

function fieldsOf(value: Readonly<Record<string, unknown>>): LedgerEntry {
  if (value.v !== 1) throw new LedgerError('The entry is not of version 1.');
  const n = value.n;
  if (typeof n !== 'number' || !Number.isSafeInteger(n))
    throw new LedgerError('Entry field n is no integer.');
  return {
    id: textField(value, 'id'),
    t: textField(value, 't'),
    k: textField(value, 'k'),
    s: textField(value, 's'),
    n: BigInt(n),
    p: value.p === null ? null : decodeHash(textField(value, 'p'), 'Entry field p'),
    c: decodeHash(textField(value, 'c'), 'Entry field c'),
  };
}

function textField(value: Readonly<Record<string, unknown>>, name: string): string {
  const text = value[name];
  if (typeof text !== 'string') throw new LedgerError(`Entry field ${name} is no text.`);
  return text;
}

function requireFields({ id, t, k, s, n, p, c }: LedgerEntry): void {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))
    throw new LedgerError('Entry field id is no UUID.');
  if (!isTimestamp(t)) throw new LedgerError('Entry field t must be UTC with six digits.');
  if (!/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/.test(k))
    throw new LedgerError('Entry field k is no "noun.verbed".');
  if (s === '' || !s.isWellFormed()) throw new LedgerError('Entry field s is empty or no Unicode text.');
  if (n < 0n || n > BigInt(Number.MAX_SAFE_INTEGER)) throw new LedgerError('Entry field n is out of range.');
  if ((n === 0n) !== (p === null))
    throw new LedgerError('Only the first entry of a stream has no predecessor.');
  if (p !== null && p.length !== 32) throw new LedgerError('Entry field p must be 32 bytes.');
  if (c.length !== 32) throw new LedgerError('Entry field c must be 32 bytes.');
}
