/** One whole read of a disk or blob. Sizes are decimal strings of bytes. */
export interface ReadDigests {
  readonly algorithm: 'SHA-256';
  readonly sha256: string; // hex, of the whole file
  readonly payloadSha256: string; // hex, of a disk without its 512-byte VHD footer; of gzip, of what was packed
  readonly payloadBytes?: string; // of what was packed; absent: it did not arrive packed
  readonly manifestRoot: string; // base64, RFC 6962 tree head over the 4 MiB block digests
  readonly blockSize: number;
  readonly blockCount: number;
  readonly sizeBytes: string;
  readonly bytesRead: string; // taken over the network
  readonly bytesKnownZero: string; // taken as zero from the page list
  readonly readMode: 'page-list' | 'full';
}
