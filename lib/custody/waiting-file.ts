/** What a page shows of one file that waits in other storage. */
export interface WaitingFile {
  readonly blob: string;
  readonly etag: string; // of the version that is shown
  readonly blobType: string;
  readonly sizeBytes: string;
  readonly lastModified: string | null; // RFC 3339
}
