import type { CloudReading } from './cloud-reading.ts';

/**
 * The locker's diagnostic log, as the SOC's log workspace has it. Duties: read-only; every record once and in order of
 * time; records arrive minutes late and some never, so an empty answer proves nothing: only what was asked for and when is
 * known. Refusals and silence are said, never taken for "nobody".
 */
export interface LogRecords {
  /** Records with `from` < time ≤ `to`, oldest first, all of them. */
  blobRequests(
    from: Date,
    to: Date,
    signal: AbortSignal,
  ): Promise<CloudReading<readonly BlobRequestRecord[]>>;
}

export interface BlobRequestRecord {
  readonly at: string;
  readonly requestId: string; // of the storage service, unique
  readonly clientRequestId: string | null;
  readonly category: string; // StorageRead, StorageWrite, StorageDelete
  readonly operation: string; // GetBlob, PutBlob, …
  readonly container: string | null;
  readonly blob: string | null; // decoded
  readonly status: number;
  readonly statusText: string;
  readonly authentication: string; // OAuth, DelegationSas, SAS, AccountKey, Anonymous
  /** Object id of the token's owner; of a link its signer. */
  readonly requester: string | null;
  readonly requesterName: string | null;
  readonly callerAddress: string | null; // without port
  readonly link: LinkTrace | null;
}

/**
 * What tells one link from another in the log. Azure does not say how it makes the hash of a signature, so it cannot
 * be known before a link is used: equal hashes are one link, and `correlationId` names the grant it was made for.
 */
export interface LinkTrace {
  readonly correlationId: string | null; // scid
  readonly boundTo: string | null; // sduoid
  readonly expiresAt: string | null;
  readonly addresses: string | null; // sip
  readonly hash: string | null;
}
