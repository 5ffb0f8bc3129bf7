import 'server-only';
import { CustodyError } from '../custody/custody-error.ts';
import { prefixWords } from '../custody/reference-provenance.ts';
import { readReferenceVault } from '../custody/reference-vault.ts';
import { hashNameWords, strayWords } from '../custody/reference-words.ts';
import type { ReferenceListing } from '../ports/reference-vault.ts';
import { answerInTime } from '../procedures/answer-in-time.ts';
import { runtime } from '../runtime/runtime.ts';

const patienceMs = 10_000;

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

interface OldRoom extends Pick<ReferenceListing, 'protection' | 'readAt'> {
  readonly images: readonly OldImage[];
  readonly strays: readonly string[];
}

/** The room of the older reference as Azure lists it now, or why that is not known; null: none is set up. */
export async function referenceNow(): Promise<{
  readonly place: string;
  readonly room: OldRoom | { readonly problem: string };
} | null> {
  const { reference } = (await runtime()).context;
  if (reference === undefined) return null;
  const place = `${reference.endpoint}/${reference.container}, ${reference.vaultUrl}`;
  try {
    const listing = await answerInTime(patienceMs, 'Azure did not answer in time.', reference.list);
    return { place, room: roomOf(listing) };
  } catch (error) {
    if (error instanceof CustodyError) return { place, room: { problem: error.message } };
    throw error;
  }
}

function roomOf({ blobs, secrets, protection, readAt }: ReferenceListing): OldRoom {
  const { snapshots, strays } = readReferenceVault(blobs, secrets);
  return {
    ...{ protection, readAt, strays: strays.map(strayWords) },
    images: snapshots.map(({ blob, prefix, hashes, key }) => ({
      ...{ blob: blob.name, etag: blob.etag, sizeBytes: blob.sizeBytes, createdAt: blob.createdAt },
      ...{ minute: prefixWords(prefix), hashes: hashes.map(hashNameWords), hasKey: key !== null },
    })),
  };
}
