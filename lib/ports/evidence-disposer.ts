import type { StoredBlob } from '../custody/evidence-presence.ts';
import type { Traced } from './disk-snapshots.ts';

/**
 * Deletes what two people approved and a third one witnessed. Duties: Azure's own guards stand above it (a blob under a
 * hold or in its retention is refused with `cloud-refused`, and stays); it deletes one version of one blob, never a container.
 */
export interface EvidenceDisposer {
  readonly account: string;
  /** Null: the store says that there is no such blob. */
  look(container: string, blob: string, signal: AbortSignal): Promise<StoredBlob | null>;
  /** Deletes this version alone. Safe to repeat: `deleted` is false for one that is gone. Throws `conflict` for another. */
  remove(
    container: string,
    blob: string,
    etag: string,
    signal: AbortSignal,
  ): Promise<Traced<{ readonly deleted: boolean; readonly requestId: string | null }>>;
}
