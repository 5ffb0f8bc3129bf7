import type { ExpectedBlob, PresenceState, StoredBlob } from '../custody/evidence-presence.ts';

/** Whose turn it is to be looked for in the store, and what was seen. */
export interface PresenceChecks {
  /**
   * Sealed items whose copy is due to be looked for, newest first, each given to one caller only. Due: never tried,
   * last tried before `since`, or longer ago than 50 minutes (gone: five; no answer: one). At most `most`, or as many more as
   * it takes to come through all of them within the hour when asked every ten seconds.
   */
  claimPresenceChecks(since: Date, most: number): Promise<readonly SealedCopy[]>;
  /** What the store answered where nothing changed, or why it gave no answer. Not a fact, so not recorded. */
  reportPresence(evidenceId: string, seen: PresenceReport): Promise<void>;
}

/** The desk's part, inside `record`. */
export interface PresenceDesk {
  /** Writes a changed state; throws `conflict` if another worker wrote one since. `found`: null if nothing is there. */
  setPresence(copy: SealedCopy, state: PresenceState, found: StoredBlob | null): Promise<void>;
}

/** A sealed item's copy, with what is known of it. */
export interface SealedCopy {
  readonly evidenceId: string;
  readonly exhibitNumber: string;
  readonly incidentId: string;
  readonly rehearsal: boolean;
  readonly audience: readonly string[] | null; // object ids of a restricted incident's members; null: unrestricted
  readonly container: string;
  readonly blob: string;
  readonly expected: ExpectedBlob;
  readonly state: PresenceState | null; // as recorded last; null: nothing was
}

export type PresenceReport =
  | { readonly kind: 'stored'; readonly found: StoredBlob }
  | { readonly kind: 'unchanged' } // still missing, or still another blob
  | { readonly kind: 'unknown'; readonly problem: string };
