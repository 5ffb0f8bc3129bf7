import type { ReferenceHashValue, ReferenceRoom } from '../custody/reference-provenance.ts';
import type { ReferenceBlob, ReferenceHash, ReferenceSecret } from '../custody/reference-vault.ts';

/**
 * The storage and the vault of the older Microsoft reference. Duties: nothing here writes; the value of a secret is read
 * only where its name and kind say that it is a hash, and what turns out to be none is dropped unseen.
 */
export interface ReferenceVaultSource {
  /** https://account.blob.core.windows.net, and where the secrets lie. */
  readonly endpoint: string;
  readonly container: string;
  readonly vaultUrl: string;
  /** A page of names and kinds, no value. In: where the last page ended; null: the first. Throws CustodyError where Azure refuses. */
  list(signal: AbortSignal, from?: string | null): Promise<ReferencePage>;
  /** The same of one image, and of all that the vault has of it, however much else there is. Without it if it is gone. */
  look(blob: string, signal: AbortSignal): Promise<ReferenceListing>;
  /** Every version of a hash secret with its value, oldest first. */
  hashValues(hash: ReferenceHash, signal: AbortSignal): Promise<readonly ReferenceHashValue[]>;
}

/** In bounds, whatever the container and the vault hold. */
export interface ReferencePage extends ReferenceListing {
  readonly isFirst: boolean;
  readonly next: string | null; // where further blobs begin; null: these are the last
  readonly hasMoreSecrets: boolean; // than are listed here
}

export interface ReferenceListing extends Pick<ReferenceRoom, 'protection' | 'readAt'> {
  readonly blobs: readonly ReferenceBlob[];
  readonly secrets: readonly ReferenceSecret[];
}
