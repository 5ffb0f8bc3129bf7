import { LedgerError } from '../ledger/ledger-error.ts';

/** Bytes over a buffer of their own, as WebCrypto wants them. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** One element: `tag` is the identifier byte, `bytes` the whole element, `content` what follows tag and length. */
export interface DerElement {
  readonly tag: number;
  readonly bytes: Bytes;
  readonly content: Bytes;
}

/** Reads the parts of one element in order; what is not asked for by the end is an error. */
export interface DerParts {
  /** The next element, which must have this tag (any tag if null). */
  next(tag: number | null, what: string): DerElement;
  /** The next element if it has this tag, else null and nothing is consumed. */
  optional(tag: number): DerElement | null;
  hasMore(): boolean;
  end(): void;
}

export const derTag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectId: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

const maxDepth = 32;

/**
 * Exactly one element and nothing after it, checked all the way down: only DER's one spelling of tags and lengths.
 * Throws LedgerError. Source: X.690 §10 and §11.
 */
export function readDer(input: Uint8Array, what: string): DerElement {
  const bytes = new Uint8Array(input);
  const element = elementAt(bytes, 0, what);
  if (element.bytes.length !== bytes.length) throw new LedgerError(`${what} has bytes after its end.`);
  checkDeep(element, what, 0);
  return element;
}

/** The parts of an element with this tag. Throws LedgerError if it has another. */
export function derParts(element: DerElement, tag: number, what: string): DerParts {
  requireTag(element, tag, what);
  let offset = 0;
  const peek = () => element.content[offset];
  const take = (part: string) => {
    const found = elementAt(element.content, offset, part);
    offset += found.bytes.length;
    return found;
  };
  return {
    next(wanted, part) {
      if (offset >= element.content.length) throw new LedgerError(`${what} lacks ${part}.`);
      const found = take(part);
      if (wanted !== null) requireTag(found, wanted, part);
      return found;
    },
    optional: (wanted) => (peek() === wanted ? take(what) : null),
    hasMore: () => offset < element.content.length,
    end() {
      if (offset < element.content.length) throw new LedgerError(`${what} has a part that does not belong.`);
    },
  };
}

/** All elements directly inside one. */
export function derChildren(element: DerElement, tag: number, what: string): readonly DerElement[] {
  const parts = derParts(element, tag, what);
  const children: DerElement[] = [];
  while (parts.hasMore()) children.push(parts.next(null, what));
  return children;
}

function requireTag(element: DerElement, tag: number, what: string): void {
  if (element.tag === tag) return;
  const hex = (byte: number) => byte.toString(16).padStart(2, '0');
  throw new LedgerError(`${what} has the ASN.1 tag ${hex(element.tag)} instead of ${hex(tag)}.`);
}

function elementAt(bytes: Bytes, start: number, what: string): DerElement {
  const tag = bytes[start];
  if (tag === undefined) throw new LedgerError(`${what} is cut short.`);
  if ((tag & 0x1f) === 0x1f) throw new LedgerError(`${what} has a tag longer than one byte.`);
  const { length, size } = lengthAt(bytes, start + 1, what);
  const contentStart = start + 1 + size;
  const end = contentStart + length;
  if (end > bytes.length) throw new LedgerError(`${what} is cut short.`);
  return { tag, bytes: bytes.subarray(start, end), content: bytes.subarray(contentStart, end) };
}

function lengthAt(bytes: Bytes, start: number, what: string): { length: number; size: number } {
  const first = bytes[start];
  if (first === undefined) throw new LedgerError(`${what} is cut short.`);
  if (first < 0x80) return { length: first, size: 1 };
  const count = first & 0x7f;
  if (count === 0 || count > 4) throw new LedgerError(`${what} has a length that DER does not allow.`);
  let length = 0;
  for (let index = 0; index < count; index += 1) {
    const byte = bytes[start + 1 + index];
    if (byte === undefined) throw new LedgerError(`${what} is cut short.`);
    length = length * 256 + byte;
  }
  const shortest = length < 0x80 ? 0 : Math.ceil(length.toString(16).length / 2);
  if (shortest !== count)
    throw new LedgerError(`${what} has a length that is not written in its shortest form.`);
  return { length, size: 1 + count };
}

function checkDeep(element: DerElement, what: string, depth: number): void {
  if (depth > maxDepth) throw new LedgerError(`${what} is nested too deeply.`);
  if ((element.tag & 0x20) === 0) {
    checkPrimitive(element, what);
    return;
  }
  const universal = (element.tag & 0xc0) === 0;
  if (universal && element.tag !== derTag.sequence && element.tag !== derTag.set)
    throw new LedgerError(`${what} has a value in pieces, which DER does not allow.`);
  for (let offset = 0; offset < element.content.length; ) {
    const child = elementAt(element.content, offset, what);
    checkDeep(child, what, depth + 1);
    offset += child.bytes.length;
  }
}

function checkPrimitive({ tag, content }: DerElement, what: string): void {
  const first = content[0];
  const bad = (kind: string) => new LedgerError(`${what} has ${kind} that DER does not allow.`);
  if (tag === (derTag.sequence & 0x1f) || tag === (derTag.set & 0x1f)) throw bad('a sequence without parts');
  if (tag === derTag.null && content.length !== 0) throw bad('a null with content');
  if (tag === derTag.boolean && (content.length !== 1 || (first !== 0 && first !== 0xff)))
    throw bad('a boolean');
  if (tag === derTag.bitString && !wholeBits(content)) throw bad('a bit string');
  if (tag === derTag.integer && !shortestInteger(content)) throw bad('an integer');
}

function wholeBits(content: Bytes): boolean {
  const unused = content[0];
  if (unused === undefined || unused > 7) return false;
  if (content.length === 1) return unused === 0;
  return ((content.at(-1) ?? 0) & ((1 << unused) - 1)) === 0;
}

function shortestInteger(content: Bytes): boolean {
  const [first, second] = content;
  if (first === undefined) return false;
  if (second === undefined) return true;
  return !((first === 0x00 && second < 0x80) || (first === 0xff && second >= 0x80));
}
