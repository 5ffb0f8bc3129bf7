/** Reads for bundles, over a pool or inside a transaction. */
export interface BundleLook {
  /** An item in any state; null if there is none. */
  itemNamed(
    evidenceId: string,
  ): Promise<{ readonly incidentId: string; readonly exhibitNumber: string } | null>;
  /** How many events the streams of an incident's items have, by stream; those without any are left out. */
  streamLengths(incidentId: string): Promise<readonly { readonly stream: string; readonly events: string }[]>;
}
