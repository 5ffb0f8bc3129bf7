import { isUtf8 } from 'node:buffer';
import { JsonCursor } from './json-cursor.ts';

const braceOpen = 0x7b;
const braceClose = 0x7d;
const bracketOpen = 0x5b;
const bracketClose = 0x5d;
const colon = 0x3a;
const comma = 0x2c;
const mostSubjects = 64;

/**
 * The parts of an event's body from which columns of the register follow, found where they stand. A body is not parsed for
 * it: making objects of a million bodies takes longer than hashing them. One of these serves body after body.
 */
export class BodyScan {
  /** Places among the bytes: of a value without quotation marks, of the actor with its braces. */
  actor = 0;
  actorEnd = 0;
  streamId = 0;
  streamIdEnd = 0;
  kind = 0;
  kindEnd = 0;
  subjects = 0; // how many there are
  readonly subjectStarts = new Int32Array(mostSubjects);
  readonly subjectEnds = new Int32Array(mostSubjects);
  readonly #json = new JsonCursor();

  /**
   * Whether bytes [from, to) are an event in canonical form whose stream and subjects are written plainly, each field
   * once; the places are those of this one then. Another body may still be an event: that takes a parser.
   */
  read(bytes: Buffer, from: number, to: number): boolean {
    const json = this.#json;
    json.start(bytes, from);
    if (!json.takes(braceOpen)) return false;
    let needed = 0;
    let before = -1; // where the last key begins
    let beforeEnd = -1;
    do {
      const key = json.at + 1;
      if (!json.plainString()) return false;
      const keyEnd = json.at - 1;
      if (before >= 0 && compare(bytes, before, beforeEnd, bytes, key, keyEnd) >= 0) return false;
      before = key;
      beforeEnd = keyEnd;
      if (!json.takes(colon)) return false;
      const name = names[needed];
      const isNeeded = name !== undefined && compare(bytes, key, keyEnd, name, 0, name.length) === 0;
      if (isNeeded) needed += 1;
      if (!this.#field(isNeeded ? needed : 0)) return false;
    } while (json.takes(comma));
    return (
      needed === names.length && json.takes(braceClose) && json.at === to && isUtf8(bytes.subarray(from, to))
    );
  }

  /** In: which of the needed ones it is, from 1; 0: none. */
  #field(needed: number): boolean {
    const json = this.#json;
    switch (needed) {
      case actorAt:
        this.actor = json.at;
        if (!json.value()) return false;
        this.actorEnd = json.at;
        return true;
      case streamAt:
        return this.#stream();
      case subjectsAt:
        return this.#subjects();
      default:
        return json.value();
    }
  }

  #stream(): boolean {
    const json = this.#json;
    if (!json.takes(braceOpen) || !this.#name(idName)) return false;
    this.streamId = json.at + 1;
    if (!json.plainString()) return false;
    this.streamIdEnd = json.at - 1;
    if (!json.takes(comma) || !this.#name(kindName)) return false;
    this.kind = json.at + 1;
    if (!json.plainString()) return false;
    this.kindEnd = json.at - 1;
    return json.takes(braceClose);
  }

  #subjects(): boolean {
    const json = this.#json;
    this.subjects = 0;
    if (!json.takes(bracketOpen)) return false;
    if (json.takes(bracketClose)) return true;
    do {
      const { subjects } = this;
      this.subjectStarts[subjects] = json.at + 1;
      if (subjects === mostSubjects || !json.plainString()) return false;
      this.subjectEnds[subjects] = json.at - 1;
      this.subjects += 1;
    } while (json.takes(comma));
    return json.takes(bracketClose);
  }

  /** A key with its colon. */
  #name(expected: Uint8Array): boolean {
    for (const byte of expected) if (!this.#json.takes(byte)) return false;
    return true;
  }
}

const ascii = (text: string) => new TextEncoder().encode(text);
const idName = ascii('"id":');
const kindName = ascii('"kind":');

/** What every event has, in the order of their names. */
const needs = [
  'actor',
  'clock',
  'detail',
  'id',
  'n',
  'occurredAt',
  'stream',
  'subjects',
  'tool',
  'type',
] as const;
const names = needs.map(ascii);
const actorAt = needs.indexOf('actor') + 1;
const streamAt = needs.indexOf('stream') + 1;
const subjectsAt = needs.indexOf('subjects') + 1;

/** Below 0: the first bytes come before the second ones. */
function compare(
  a: Uint8Array,
  from: number,
  to: number,
  b: Uint8Array,
  otherFrom: number,
  otherTo: number,
): number {
  const length = Math.min(to - from, otherTo - otherFrom);
  for (let i = 0; i < length; i += 1) {
    const difference = (a[from + i] ?? 0) - (b[otherFrom + i] ?? 0);
    if (difference !== 0) return difference;
  }
  return to - from - (otherTo - otherFrom);
}
