import type { TimestampFacts } from '../timestamp/verify-timestamp.ts';

/**
 * An RFC 3161 time-stamp authority. Duties: asks with a fresh nonce and for the authority's certificate; gives back
 * nothing that it has not verified against its own configured roots; reads no more than 64 KiB and waits no longer
 * than ten seconds; learns of the data nothing but a digest. A stated time that does not fit the clock is given back
 * with `facts.anomaly`, never silently: the caller records it as `time.anomaly`.
 */
export interface TimestampAuthority {
  /** The name it was configured under; letters, digits and hyphens, fit for a file name. */
  readonly name: string;
  /** Where it is asked: goes into the record as the place of its stamps. */
  readonly address: string;
  /**
   * Has a SHA-256 (32 bytes) stamped. Throws CustodyError: cloud-unavailable or throttled where asking again may help,
   * cloud-refused where the authority said no or its answer does not hold.
   */
  stamp(sha256: Uint8Array, signal: AbortSignal): Promise<TimeStamp>;
}

export interface TimeStamp {
  /** The authority's whole answer in DER, as `openssl ts` reads it: this is what is kept. */
  readonly response: Uint8Array;
  readonly nonce: bigint;
  readonly facts: TimestampFacts;
}
