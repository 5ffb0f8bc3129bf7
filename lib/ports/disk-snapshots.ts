import type { AzureTrace } from '../custody/azure-trace.ts';

/**
 * Snapshots of managed disks. Duties: every call is safe to repeat (names are derived by the caller);
 * `take` finds an existing snapshot of that name and source and returns it instead of failing; the URL of a
 * read grant is a bearer secret: it lives in memory only and is never logged or thrown.
 */
export interface DiskSnapshots {
  /** Where a disk of this region is snapshotted to, or null if no resource group is configured for the region. */
  destinationFor(region: string): SnapshotDestination | null;
  take(request: SnapshotRequest, signal: AbortSignal): Promise<Traced<SnapshotFacts>>;
  /** Null if there is no such snapshot. */
  find(snapshotId: string, signal: AbortSignal): Promise<SnapshotFacts | null>;
  grantRead(snapshotId: string, seconds: number, signal: AbortSignal): Promise<Traced<ReadGrant>>;
  revokeRead(snapshotId: string, signal: AbortSignal): Promise<Traced<{ readonly revoked: boolean }>>;
  /** Revokes first if a grant is open. `deleted` is true also when it was already gone. */
  remove(snapshotId: string, signal: AbortSignal): Promise<Traced<{ readonly deleted: boolean }>>;
}

export interface SnapshotDestination {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly region: string;
}

export interface SnapshotRequest {
  readonly destination: SnapshotDestination;
  readonly name: string;
  readonly diskResourceId: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly clientRequestId: string;
}

export interface SnapshotFacts {
  readonly resourceId: string;
  readonly uniqueId: string | null;
  readonly sizeBytes: bigint | null; // diskSizeBytes: without the VHD footer
  readonly createdAt: string | null;
  readonly state: string | null; // diskState
  readonly settings: Readonly<Record<string, string>>; // networkAccessPolicy, publicNetworkAccess, sku, incremental as read back
}

/** A read link. `url` is secret: hold it in memory, hand it to the locker or the reader, drop it. */
export class ReadGrant {
  readonly #url: string;
  readonly host: string;
  constructor(url: string) {
    this.#url = url;
    this.host = new URL(url).host;
  }
  /** The one way to the URL, named so that a reviewer sees it. */
  revealUrl(): string {
    return this.#url;
  }
  toJSON(): string {
    return '[redacted]';
  }
  toString(): string {
    return '[redacted]';
  }
}

export interface Traced<T> {
  readonly value: T;
  readonly azure: readonly AzureTrace[];
}
