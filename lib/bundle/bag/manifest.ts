import { LedgerError } from '../../ledger/ledger-error.ts';

/** One line of a manifest: `<hex>  <path>`, the path with CR, LF and % written out. Source: RFC 8493 §2.1.3. */
export function manifestLine(sha256: string, path: string): string {
  return `${sha256}  ${encodedPath(path)}\n`;
}

/** A path as manifests and fetch.txt write it. */
export function encodedPath(path: string): string {
  return path.replace(/[%\r\n]/g, encodeURIComponent);
}

/** The same as it is. */
export function decodedPath(encoded: string): string {
  return encoded.replace(/%(25|0D|0A)/gi, decodeURIComponent);
}

/** What a manifest says of one file. */
export interface NamedFile {
  readonly path: string;
  readonly digest: string; // hex
}

const longestLine = 256 * 1024; // of a name of 65,535 bytes, each written out

/**
 * The files that a manifest names, line by line: of a large incident it is longer than what is read at once. Throws
 * LedgerError, when it comes to it, for a malformed line, no UTF-8, or a path that leads out.
 */
export async function* readManifest(
  pieces: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<NamedFile> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let [open, number] = ['', 0];
  for await (const piece of pieces) {
    const lines = (open + textOf(decoder, piece, name)).split('\n');
    open = lines.pop() ?? '';
    for (const line of lines) {
      number += 1;
      yield named(line, `Line ${number} of ${name}`);
    }
    if (open.length > longestLine) throw new LedgerError(`Line ${number + 1} of ${name} is malformed.`);
  }
  if (open + textOf(decoder, null, name) !== '') throw new LedgerError(`${name} is cut off.`);
}

function textOf(decoder: TextDecoder, piece: Uint8Array | null, name: string): string {
  try {
    return piece === null ? decoder.decode() : decoder.decode(piece, { stream: true });
  } catch (cause) {
    throw new LedgerError(`${name} is no text in UTF-8.`, { cause });
  }
}

function named(line: string, where: string): NamedFile {
  const [, digest, encoded] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line) ?? [];
  if (digest === undefined || encoded === undefined) throw new LedgerError(`${where} is malformed.`);
  const path = decodedPath(encoded);
  if (path.split('/').some((part) => part === '..' || part === '.' || part === ''))
    throw new LedgerError(`${where} names a path that leads out of the bag.`);
  return { path, digest };
}
