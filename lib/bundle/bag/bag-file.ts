/** One file on its way into a bag. `size` is how many bytes `pieces` will give. */
export interface BagFile {
  readonly path: string;
  readonly size: bigint;
  readonly pieces: Uint8Array | AsyncIterable<Uint8Array>; // bytes at hand, or streamed
}

/** A payload file that is not in the bag: where it can be had, and what it must be (RFC 8493 §2.2.3). */
export interface FetchedFile {
  readonly path: string; // below data/
  readonly url: string;
  readonly size: bigint;
  readonly sha256: string; // hex
}

/** What goes below data/: a file, or the word of one that is fetched from elsewhere. */
export type BagPart =
  | { readonly file: BagFile } // its path is below data/
  | { readonly fetched: FetchedFile };

/** A small file from text or bytes. */
export function smallFile(path: string, content: string | Uint8Array): BagFile {
  const pieces = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return { path, size: BigInt(pieces.length), pieces };
}
