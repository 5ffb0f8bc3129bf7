import { prefixWords, type ReferenceRoom } from './reference-provenance.ts';
import { type ReferenceBlob, type ReferenceSecret, readReferenceVault } from './reference-vault.ts';
import { hashNameWords, strayWords } from './reference-words.ts';

/** What a page shows of one image of the older reference. */
export interface OldImage {
  readonly blob: string;
  readonly etag: string;
  readonly sizeBytes: string;
  readonly minute: string; // as its name says, in no zone
  readonly createdAt: string | null; // as storage says
  readonly hashes: readonly string[];
  readonly hasKey: boolean;
}

type Listed = Pick<ReferenceRoom, 'protection' | 'readAt'>;

/** What a page shows of the room of the older reference. */
export interface OldRoom extends Listed {
  readonly images: readonly OldImage[];
  readonly strays: readonly string[]; // a sentence each
}

/** The same in words, of what Azure listed. */
export function oldRoom({
  blobs,
  secrets,
  protection,
  readAt,
}: Listed & {
  readonly blobs: readonly ReferenceBlob[];
  readonly secrets: readonly ReferenceSecret[];
}): OldRoom {
  const { snapshots, strays } = readReferenceVault(blobs, secrets);
  return {
    ...{ protection, readAt, strays: strays.map(strayWords) },
    images: snapshots.map(({ blob, prefix, hashes, key }) => ({
      ...{ blob: blob.name, etag: blob.etag, sizeBytes: blob.sizeBytes, createdAt: blob.createdAt },
      ...{ minute: prefixWords(prefix), hashes: hashes.map(hashNameWords), hasKey: key !== null },
    })),
  };
}
