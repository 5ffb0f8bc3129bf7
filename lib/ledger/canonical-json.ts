import canonicalize from 'canonicalize';
import { LedgerError } from './ledger-error.ts';

/**
 * RFC 8785 canonical JSON as UTF-8 bytes, with the ambiguities removed: implementations differ silently on
 * everything refused here, so it never reaches a hash. Strings are kept as they are (no normalisation).
 * In: null, booleans, safe integers, well-formed strings, arrays and plain objects of these.
 * Throws LedgerError naming the path of the first value that is something else.
 */
export function canonicalJson(value: unknown): Uint8Array {
  refuseAmbiguous(value, '$', new Set());
  const text = canonicalize(value);
  if (text === undefined) throw new LedgerError('Nothing to encode as JSON.');
  return new TextEncoder().encode(text);
}

function refuseAmbiguous(value: unknown, path: string, ancestors: Set<object>): void {
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'string') refuseLoneSurrogate(value, path);
  else if (typeof value === 'number') refuseInexactNumber(value, path);
  else if (typeof value === 'object') refuseInContainer(value, path, ancestors);
  else throw new LedgerError(`${path}: ${typeof value} has no JSON form.`);
}

function refuseInContainer(container: object, path: string, ancestors: Set<object>): void {
  if (ancestors.has(container)) throw new LedgerError(`${path}: the value contains itself.`);
  ancestors.add(container);
  if (Array.isArray(container)) refuseInArray(container, path, ancestors);
  else refuseInObject(container, path, ancestors);
  ancestors.delete(container);
}

function refuseLoneSurrogate(text: string, path: string): void {
  if (!text.isWellFormed()) throw new LedgerError(`${path}: the text holds half of a surrogate pair.`);
}

function refuseInexactNumber(number: number, path: string): void {
  if (!Number.isSafeInteger(number)) {
    throw new LedgerError(`${path}: only integers within ±(2^53−1); write larger ones as decimal strings.`);
  }
  if (Object.is(number, -0)) throw new LedgerError(`${path}: minus zero would read back as zero.`);
}

function refuseInArray(items: readonly unknown[], path: string, ancestors: Set<object>): void {
  // By index, so that a hole is seen as undefined.
  for (let i = 0; i < items.length; i += 1) refuseAmbiguous(items[i], `${path}[${i}]`, ancestors);
}

function refuseInObject(object: object, path: string, ancestors: Set<object>): void {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new LedgerError(`${path}: only plain objects (no Date, Map, Buffer or class instance).`);
  }
  if (Object.getOwnPropertySymbols(object).length > 0) throw new LedgerError(`${path}: a symbol is no key.`);
  for (const [key, item] of Object.entries(object)) {
    refuseLoneSurrogate(key, `${path} key`);
    refuseAmbiguous(item, `${path}.${key}`, ancestors);
  }
}
