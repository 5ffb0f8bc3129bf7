import { LedgerError } from '../../ledger/ledger-error.ts';

/** One line of a manifest: `<hex>  <path>`, the path with CR, LF and % written out. Source: RFC 8493 §2.1.3. */
export function manifestLine(sha256: string, path: string): string {
  return `${sha256}  ${encodedPath(path)}\n`;
}

/** A path as manifests and fetch.txt write it. */
export function encodedPath(path: string): string {
  return path.replace(/[%\r\n]/g, encodeURIComponent);
}

/** Path → hex digest. Throws LedgerError for a malformed line, or a path that stands twice or leads out. */
export function readManifest(text: string, name: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (text !== '' && !text.endsWith('\n')) throw new LedgerError(`${name} is cut off.`);
  for (const [i, line] of text.split('\n').slice(0, -1).entries()) {
    const [, digest, encoded] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line) ?? [];
    if (digest === undefined || encoded === undefined)
      throw new LedgerError(`Line ${i + 1} of ${name} is malformed.`);
    const path = encoded.replace(/%(25|0D|0A)/gi, decodeURIComponent);
    if (path.startsWith('/') || path.split('/').some((part) => part === '..' || part === ''))
      throw new LedgerError(`Line ${i + 1} of ${name} names a path that leads out of the bag.`);
    if (found.has(path)) throw new LedgerError(`Line ${i + 1} of ${name} names a file for the second time.`);
    found.set(path, digest);
  }
  return found;
}
