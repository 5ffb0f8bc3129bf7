import type { LockerProtection } from '../custody/custody-event.ts';
import type { StoredBlob } from '../custody/evidence-presence.ts';
import type { ReadGrant, Traced } from './disk-snapshots.ts';

/**
 * The immutable store. Duties: nothing here can overwrite, shorten or delete evidence; every write names a new blob
 * and sends If-None-Match: *; protection is read back from the service and never assumed.
 */
export interface EvidenceLocker {
  readonly account: string;
  /** The account's own guard rails as read live (public access, shared key, network). */
  posture(signal: AbortSignal): Promise<LockerPosture>;
  /** Creates the incident's container if missing. Safe to repeat. */
  ensureContainer(container: string, signal: AbortSignal): Promise<Traced<{ readonly created: boolean }>>;
  /** The container's protection as storage reports it. `blob`, when given, adds its own retention end. Its reads are traced. */
  protection(container: string, blob: string | null, signal: AbortSignal): Promise<Traced<LockerProtection>>;
  /** Sets a time-based policy if none is there, and locks it. Irreversible: callers ask a person first. */
  lockRetention(container: string, days: number, signal: AbortSignal): Promise<Traced<LockerProtection>>;
  placeHold(
    container: string,
    tags: readonly string[],
    signal: AbortSignal,
  ): Promise<Traced<LockerProtection>>;
  /**
   * Starts or finds the copy into a new blob and follows it to the end: server-side where Azure may read the source,
   * otherwise by way of unprotected staging. A copy that ended leaves nothing in staging.
   */
  copyFromSnapshot(request: CopyRequest, signal: AbortSignal): Promise<Traced<CopyOutcome>>;
  /** Removes what a copy that never ended left in staging, outside protection. Safe to repeat. */
  discardStaged(
    container: string,
    blob: string,
    signal: AbortSignal,
  ): Promise<Traced<{ readonly deleted: boolean }>>;
  /** Writes a small block blob (manifest) once. Equal bytes already there count as success; other bytes as `conflict`. */
  putOnce(
    container: string,
    blob: string,
    bytes: Uint8Array,
    contentType: string,
    signal: AbortSignal,
  ): Promise<Traced<{ readonly etag: string }>>;
  /** Stores a stream as one new blob: it is there whole, or not at all. Not safe to repeat: the stream is spent. */
  receive(request: ReceiveRequest, signal: AbortSignal): Promise<Traced<Received>>;
  /** The digest noted with a received blob. Null if none is there, or nothing was noted. */
  receivedDigest(container: string, blob: string, signal: AbortSignal): Promise<string | null>;
  /** What the service says of a stored blob, without its bytes. Null only if the service says that it is not there. */
  look(container: string, blob: string, signal: AbortSignal): Promise<StoredBlob | null>;
  /** A ranged reader of a stored blob, pinned to its ETag. Null if it is not there. */
  open(container: string, blob: string, signal: AbortSignal): Promise<DiskReader | null>;
  /** A ranged reader of a granted snapshot. */
  openGrant(grant: ReadGrant, signal: AbortSignal): Promise<DiskReader>;
}

export interface CopyRequest {
  readonly grant: ReadGrant;
  readonly container: string;
  readonly blob: string;
  readonly sizeBytes: bigint; // whole file, footer included
  readonly metadata: Readonly<Record<string, string>>;
  /** `server-side`: ask Azure to read the link first; `staging`: do not ask any more. */
  readonly way: 'server-side' | 'staging';
  readonly onProgress: (bytesDone: bigint, bytesTotal: bigint) => void;
}

export interface ReceiveRequest {
  readonly container: string;
  readonly blob: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly announced?: bigint; // bytes to come; absent: nobody said, and it must fit into 195 GiB
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** Hex SHA-256 of all bytes; asked for once they have all passed, and noted with the blob. */
  readonly sha256: () => Promise<string>;
}

/** `taken`: a blob of that name was there before, and stays; `sha256` is what was noted with it. */
export type Received =
  | { readonly taken: false; readonly etag: string }
  | { readonly taken: true; readonly sha256: string | null };

export interface CopyOutcome {
  readonly path: 'server-side' | 'staging';
  /** Why a disk went by way of staging, if this call decided so. */
  readonly pathReason: string | null;
  readonly copyId: string | null;
  readonly etag: string | null;
  readonly sizeBytes: bigint;
}

export interface LockerPosture {
  readonly publicNetworkAccess: string | null;
  readonly defaultAction: string | null;
  readonly allowSharedKeyAccess: boolean | null;
  readonly allowBlobPublicAccess: boolean | null;
  readonly region: string | null;
  readonly readAt: string;
}

/** Random access to one fixed version of a disk image. */
export interface DiskReader {
  readonly sizeBytes: bigint;
  readonly etag: string;
  /** Ranges that hold data, ascending and not overlapping; everything else is zero. Null: the service keeps no page list. */
  dataRanges(signal: AbortSignal): Promise<readonly ByteRange[] | null>;
  /** Bytes [start, end) as a stream; fails if the version changed or the stream ends early. */
  read(start: bigint, end: bigint, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
}

export interface ByteRange {
  readonly start: bigint;
  readonly end: bigint; // exclusive
}
