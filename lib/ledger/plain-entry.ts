import { timeAt } from './entry-time.ts';

const idLength = 36;
const hashLength = 44; // 32 bytes in base64
const longestName = 64; // of a kind or a stream
const mostDigits = 15; // exact as a number

/**
 * An entry of the shape that the register writes, read where it stands: every byte has its place, so that one pass
 * suffices, and nothing is made of a field before somebody asks. One of these serves entry after entry.
 */
export class PlainEntry {
  /** Places of the fields among the bytes: `id` has 36 letters, `t` 27; `k` and `s` end before `kEnd` and `sEnd`. */
  id = 0;
  k = 0;
  kEnd = 0;
  s = 0;
  sEnd = 0;
  t = 0;
  n = 0;
  time = 0; // microseconds since 1970
  readonly c = new Uint8Array(32);
  readonly p = new Uint8Array(32); // says nothing while n is 0
  #at = 0;

  /**
   * Whether bytes [from, to) are such an entry, which is then in canonical form; any others may still be an entry. After a
   * no, the fields say nothing.
   */
  read(bytes: Uint8Array, from: number, to: number): boolean {
    this.#at = from;
    if (!this.#skip(bytes, beforeC) || !this.#hash(bytes, this.c)) return false;
    if (!this.#skip(bytes, beforeId)) return false;
    this.id = this.#at;
    if (!isUuid(bytes, this.id) || !this.#pass(idLength) || !this.#skip(bytes, beforeK)) return false;
    this.k = this.#at;
    this.kEnd = endOfName(bytes, this.k, to);
    if (!isKind(bytes, this.k, this.kEnd) || !this.#pass(this.kEnd - this.k)) return false;
    if (!this.#skip(bytes, beforeN) || !this.#number(bytes) || !this.#skip(bytes, beforeP)) return false;
    if (!this.#previous(bytes) || !this.#skip(bytes, beforeS)) return false;
    this.s = this.#at;
    this.sEnd = endOfName(bytes, this.s, to);
    if (!isPlainName(bytes, this.s, this.sEnd) || !this.#pass(this.sEnd - this.s)) return false;
    if (!this.#skip(bytes, beforeT)) return false;
    this.t = this.#at;
    this.time = timeAt(bytes, this.t);
    return !Number.isNaN(this.time) && this.#pass(27) && this.#skip(bytes, behindT) && this.#at === to;
  }

  #pass(length: number): true {
    this.#at += length;
    return true;
  }

  #skip(bytes: Uint8Array, expected: Uint8Array): boolean {
    if (!standsAt(bytes, this.#at, expected)) return false;
    return this.#pass(expected.length);
  }

  /** No leading zero, and few enough digits. */
  #number(bytes: Uint8Array): boolean {
    const from = this.#at;
    this.n = 0;
    for (; isDigit(bytes[this.#at] ?? 0); this.#at += 1) this.n = this.n * 10 + (bytes[this.#at] ?? 0) - 0x30;
    const digits = this.#at - from;
    return digits > 0 && digits <= mostDigits && (digits === 1 || bytes[from] !== 0x30);
  }

  #previous(bytes: Uint8Array): boolean {
    if (this.n === 0) return this.#skip(bytes, nothing);
    return this.#skip(bytes, quote) && this.#hash(bytes, this.p) && this.#skip(bytes, quote);
  }

  /** 32 bytes in their only spelling: 43 letters, of which the last bears no stray bits, and one sign of padding. */
  #hash(bytes: Uint8Array, into: Uint8Array): boolean {
    const from = this.#at;
    let bad = 0;
    for (let at = from, to = 0; to < 30; at += 4, to += 3) {
      const a = sextet(bytes[at]);
      const b = sextet(bytes[at + 1]);
      const c = sextet(bytes[at + 2]);
      const d = sextet(bytes[at + 3]);
      bad |= a | b | c | d;
      into[to] = (a << 2) | (b >> 4);
      into[to + 1] = (b << 4) | (c >> 2);
      into[to + 2] = (c << 6) | d;
    }
    const a = sextet(bytes[from + 40]);
    const b = sextet(bytes[from + 41]);
    const c = sextet(bytes[from + 42]);
    into[30] = (a << 2) | (b >> 4);
    into[31] = (b << 4) | (c >> 2);
    bad |= a | b | c;
    return bad < 64 && (c & 3) === 0 && bytes[from + 43] === 0x3d && this.#pass(hashLength);
  }
}

const ascii = (text: string) => new TextEncoder().encode(text);
const beforeC = ascii('{"c":"');
const beforeId = ascii('","id":"');
const beforeK = ascii('","k":"');
const beforeN = ascii('","n":');
const beforeP = ascii(',"p":');
const nothing = ascii('null');
const quote = ascii('"');
const beforeS = ascii(',"s":"');
const beforeT = ascii('","t":"');
const behindT = ascii('","v":1}');

/** Whether bytes [from, to) of the expected ones stand at this place. */
export function standsAt(
  bytes: Uint8Array,
  at: number,
  expected: Uint8Array,
  from = 0,
  to = expected.length,
): boolean {
  for (let i = from; i < to; i += 1) if (bytes[at + i - from] !== expected[i]) return false;
  return true;
}

const sextets = new Uint8Array(256).fill(64);
for (const [value, letter] of ascii(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
).entries())
  sextets[letter] = value;

function sextet(letter: number | undefined): number {
  return sextets[letter ?? 0] ?? 64;
}

/** The next quotation mark, or where a name gets too long. */
function endOfName(bytes: Uint8Array, from: number, to: number): number {
  const most = Math.min(to, from + longestName + 1);
  let at = from;
  while (at < most && bytes[at] !== 0x22) at += 1;
  return at;
}

/** "noun.verbed": small letters, with single dashes between them, and one dot. */
function isKind(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from > longestName) return false;
  let dots = 0;
  let isBetween = true; // nothing but a letter may follow
  for (let at = from; at < to; at += 1) {
    const code = bytes[at] ?? 0;
    if (code >= 0x61 && code <= 0x7a) isBetween = false;
    else if (isBetween || (code !== 0x2d && code !== 0x2e)) return false;
    else {
      isBetween = true;
      if (code === 0x2e) dots += 1;
    }
  }
  return dots === 1 && !isBetween;
}

function isUuid(bytes: Uint8Array, from: number): boolean {
  for (let i = 0; i < idLength; i += 1) {
    const code = bytes[from + i] ?? 0;
    const isRight =
      i === 8 || i === 13 || i === 18 || i === 23
        ? code === 0x2d
        : isDigit(code) || (code >= 0x61 && code <= 0x66);
    if (!isRight) return false;
  }
  return true;
}

function isPlainName(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const code = bytes[at] ?? 0;
    const letter = code | 0x20;
    if (!isDigit(code) && code !== 0x2d && (letter < 0x61 || letter > 0x7a)) return false;
  }
  return to > from && to - from <= longestName;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
