/** What the rules ask of one record of the locker's log; the port's records have it. */
export interface BlobRequest {
  readonly at: string;
  readonly requestId: string;
  readonly clientRequestId: string | null;
  readonly operation: string;
  readonly container: string | null;
  readonly blob: string | null;
  readonly status: number;
  readonly requester: string | null;
  readonly callerAddress: string | null;
  readonly link: {
    readonly correlationId: string | null;
    readonly boundTo: string | null;
  } | null;
}

export type BlobEffect = 'bytes' | 'change' | 'look' | 'key';

const bytes = ['GetBlob', 'CopyBlobSource', 'QueryBlobContents', 'GetPageRanges'];
const keys = ['GetUserDelegationKey'];

/** Whether content leaves, something is written, or only facts about it are told. What is not known counts as the worst. */
export function blobEffect(operation: string): BlobEffect {
  if (keys.includes(operation)) return 'key';
  if (bytes.includes(operation)) return 'bytes';
  if (
    /^(GetBlobProperties|GetBlobMetadata|GetBlobTags|GetPageRegions|GetBlockList|GetContainer\w*|GetBlobService\w*|List\w+|BlobPreflightRequest|GetAccountInfo)$/.test(
      operation,
    )
  )
    return 'look';
  return /^(Put|Set|Copy|Abort|Create|Delete|Undelete|Snapshot|Append|Lease|Acquire|Renew|Release|Break|Change|Incremental)/.test(
    operation,
  )
    ? 'change'
    : 'bytes';
}
