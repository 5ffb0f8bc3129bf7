import type { StreamRef } from '../custody/custody-event.ts';

/** Reads of the ledger's own state, for procedures. */
export interface LedgerLook {
  /** The freeze that stands now, or null. */
  ledgerFreeze(): Promise<LedgerFreezeRecord | null>;
  /** The newest event of a stream, or null. */
  newestEvent(stream: StreamRef): Promise<string | null>;
  /** Whether a signed checkpoint covers the event; null if there is no such event. */
  isSigned(eventId: string): Promise<boolean | null>;
  /** The anchors that are in trouble, or of whose trouble people were told. */
  anchorTroubles(): Promise<readonly AnchorTrouble[]>;
}

/** Writes of it, in the transaction of the event that says so. */
export interface LedgerDesk {
  /** Sets the freeze; throws `conflict` if the ledger is frozen already. */
  freezeLedger(freeze: Omit<LedgerFreezeRecord, 'since'>): Promise<void>;
  /** Takes the freeze away and hands it out; throws `conflict` if there is none. */
  thawLedger(): Promise<LedgerFreezeRecord>;
  /** Notes whether people were told of an anchor's trouble; throws `conflict` if that is noted already. */
  setAnchorTold(anchor: Pick<AnchorTrouble, 'kind' | 'name'>, told: boolean): Promise<void>;
}

/** Why nothing is signed now. Sizes are numbers of entries. */
export interface LedgerFreezeRecord {
  readonly streamId: string; // of the events of this freeze
  readonly since: Date;
  readonly attack: string; // a name of lib/ledger/finding.ts
  readonly words: string;
  readonly firstIndex: bigint | null;
  readonly anchoredSize: bigint; // 0: nothing was anchored
  readonly anchoredNote: string | null;
  readonly witnessedSize: bigint; // 0: none was known
}

/** One anchor that does not answer or contradicts, or of which that was told and which answers again. */
export interface AnchorTrouble {
  readonly kind: string;
  readonly name: string;
  readonly place: string;
  readonly failingSince: Date | null; // null: it answers
  readonly problem: string | null;
  readonly alarm: boolean; // a contradiction, not an outage
  readonly toldAt: Date | null; // null: nobody was told yet
}
