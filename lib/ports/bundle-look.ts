import type { StreamRef } from '../custody/custody-event.ts';
import type { RecordedEvent } from '../custody/recorded-event.ts';

/** Reads for bundles, over a pool or inside a transaction. */
export interface BundleLook {
  /** The opaque id under which a stream stands in the tree. */
  streamIdOf(stream: StreamRef): string;
  /** An item in any state; null if there is none. */
  itemNamed(
    evidenceId: string,
  ): Promise<{ readonly incidentId: string; readonly exhibitNumber: string } | null>;
  /**
   * What was recorded of bundles that are of this stream's item or incident, oldest first, whether or not the ledger has it
   * yet: to see what was said before, never as proof of it.
   */
  bundleFacts(stream: string): Promise<readonly RecordedEvent[]>;
  /** The receipts that were recorded anywhere in an incident, whether or not the ledger has them yet. */
  receiptsAbout(incidentId: string): Promise<readonly RecordedEvent[]>;
  /** How many events the streams of an incident's items have, by stream; those without any are left out. */
  streamLengths(incidentId: string): Promise<readonly { readonly stream: string; readonly events: string }[]>;
  /** Where the events about an incident stand that are in none of these streams, in the order of the ledger, and how many entries it has. */
  entriesAbout(
    incidentId: string,
    without: readonly string[],
  ): Promise<{ readonly size: bigint; readonly indexes: readonly bigint[] }>;
}

export interface BundleDesk {
  /** Whoever writes of bundles in this stream at the same moment comes second. */
  lockBundles(stream: string): Promise<void>;
}
