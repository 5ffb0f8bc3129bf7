import type { CloudReading } from './cloud-reading.ts';

/** Of which disk a snapshot anywhere was taken. Duties: read-only; `missing` for one that is gone already. */
export interface SnapshotSource {
  /** The disk's id, or null where Azure names none (made from an image, or empty). */
  diskOf(snapshotId: string, signal: AbortSignal): Promise<CloudReading<string | null>>;
}
