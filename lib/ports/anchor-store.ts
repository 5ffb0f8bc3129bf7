/**
 * Where the ledger is kept beyond the operator's reach: a container under locked retention in somebody else's
 * subscription. Duties: `put` is durable when it resolves, never overwrites, and succeeds again for equal bytes
 * (the first answer may have been lost); it throws `conflict` for other bytes under the same name, which is an alarm
 * and never retried. `get` answers null for what is not there and throws for what cannot be read. The identity
 * behind it can neither delete nor change the retention.
 */
export interface AnchorStore {
  /** Names one place, for people and for the record: host, account and container. Never a secret. */
  readonly place: string;
  put(path: string, bytes: Uint8Array, contentType: string, signal: AbortSignal): Promise<void>;
  get(path: string, signal: AbortSignal): Promise<Uint8Array | null>;
  /** Names under a prefix in ascending order, with the time at which the store says each was written. */
  list(prefix: string, signal: AbortSignal): AsyncIterable<AnchorName>;
}

export interface AnchorName {
  readonly path: string;
  readonly writtenAt: Date | null; // the store's own clock
}
