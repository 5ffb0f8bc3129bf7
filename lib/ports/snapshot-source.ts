import type { CloudReading } from './cloud-reading.ts';

/** Of which disks snapshots anywhere were taken. Duties: read-only; `missing` for one that is gone already. */
export interface SnapshotSource {
  /**
   * For each snapshot the disk's id, or null where Azure names none (made from an image, or empty). In: resource ids in
   * small letters. Those of one resource group are one question.
   */
  disksOf(
    snapshotIds: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, CloudReading<string | null>>>;
}
