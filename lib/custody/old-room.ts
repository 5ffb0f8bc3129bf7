import { prefixWords, type ReferenceRoom } from './reference-provenance.ts';
import {
  type ReferenceBlob,
  type ReferenceSecret,
  type ReferenceStray,
  readReferenceVault,
} from './reference-vault.ts';
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
  readonly isPart: boolean; // other blobs stand on other pages
  readonly next: string | null; // where the next page begins
  readonly hasMoreSecrets: boolean; // than were listed: the hash values of an image may be among them
}

/** The same in words, of what Azure listed. */
export function oldRoom({
  blobs,
  secrets,
  protection,
  readAt,
  isFirst,
  next,
  hasMoreSecrets,
}: Listed & {
  readonly isFirst: boolean;
  readonly next: string | null;
  readonly hasMoreSecrets: boolean;
  readonly blobs: readonly ReferenceBlob[];
  readonly secrets: readonly ReferenceSecret[];
}): OldRoom {
  const { snapshots, strays: all } = readReferenceVault(blobs, secrets);
  const isPart = !isFirst || next !== null;
  const strays = isPart ? all.filter((stray) => !mayBeOnAnotherPage(stray)) : all;
  return {
    ...{ protection, readAt, strays: strays.map(strayWords), isPart, next, hasMoreSecrets },
    images: snapshots.map(({ blob, prefix, hashes, key }) => ({
      ...{ blob: blob.name, etag: blob.etag, sizeBytes: blob.sizeBytes, createdAt: blob.createdAt },
      ...{ minute: prefixWords(prefix), hashes: hashes.map(hashNameWords), hasKey: key !== null },
    })),
  };
}

/** What has no image among these blobs may have it among others. */
function mayBeOnAnotherPage({ kind }: ReferenceStray): boolean {
  switch (kind) {
    case 'hash-without-blob':
    case 'key-without-blob':
    case 'other-secret':
      return true;
    case 'hash-of-two-blobs':
    case 'looks-like-a-hash':
    case 'other-blob':
      return false;
  }
}
