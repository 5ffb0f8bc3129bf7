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
  /** Names and kinds, no value. Throws CustodyError where Azure refuses. */
  list(signal: AbortSignal): Promise<ReferenceListing>;
  /** Every version of a hash secret with its value, oldest first. */
  hashValues(hash: ReferenceHash, signal: AbortSignal): Promise<readonly ReferenceHashValue[]>;
}

export interface ReferenceListing extends Pick<ReferenceRoom, 'protection' | 'readAt'> {
  readonly blobs: readonly ReferenceBlob[];
  readonly secrets: readonly ReferenceSecret[];
}
