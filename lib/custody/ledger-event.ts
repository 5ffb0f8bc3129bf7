import type { VerifiedLedger } from './verification.ts';

/** Facts of the ledger itself. */
export interface LedgerEventShapes {
  /**
   * Whose log this is, and which keys will sign it: entry 0, and again where a new epoch goes on with what is left of
   * the one before. The time of opening is the event's own.
   */
  'ledger.opened': {
    origin: string;
    epoch: number; // counts the logs of this deployment, from 1
    verifierKeys: readonly string[]; // C2SP vkey lines
    previousCheckpoint: string | null; // the last signed note of the epoch before that its entries bear out
    statement?: string; // the signed statement of what was lost (lib/ledger/epoch-statement.ts), from epoch 2 on
  };
  /** Its keys were replaced: the old ones sign this entry, the new ones every checkpoint behind it. C2SP vkey lines. */
  'ledger.key-rotated': { origin: string; retired: readonly string[]; verifierKeys: readonly string[] };
  /** An event of this stream that was lost with the epoch before; the entry behind this one still names its leaf. */
  'ledger.event-lost': { epochBefore: number; why: string };
  /** The key of an anchored body was destroyed by decision: the entry stays, what it says is gone for good. */
  'ledger.body-erased': { eventId: string; dataKey: string; decision: string };
  /** The database contradicts what was signed or anchored: nothing is signed until it agrees again. */
  'ledger.frozen': LedgerDifference & {
    foundBy: 'checkpoint-guard' | 'patrol'; // held against the anchors and witnesses, or row by row against its own tree
    databaseSize: string; // entries, decimal, as every size here
    anchoredSize: string; // 0: nothing was anchored yet
    anchoredNoteSha256: string | null; // hex, over the bytes of the newest anchored note
    signedSize: string; // of the newest checkpoint that the database has; 0: none
    signedNoteSha256: string | null;
    witnessedSize: string; // largest size that a witness was known to hold; 0: none
  };
  'ledger.thawed': {
    since: string; // RFC 3339, when it froze
    means: 'agrees-again'; // no person ends a freeze: the checks themselves found nothing any more
    found: LedgerDifference; // what had stood against it last
    databaseSize: string; // entries that were all read again and give the tree's hashes
    anchoredSize: string; // of the newest anchored checkpoint that this tree continues
    root: string; // base64, of the tree of anchoredSize
  };
  /** Somebody had the ledger held against its anchors and witnesses, and what came of it. */
  'ledger.verification-started': { verificationId: string };
  'ledger.verified': VerifiedLedger;
  /** An anchor gave no receipt for five minutes, or contradicts. What is recorded goes on; nobody outside vouches for it. */
  'ledger.anchor-failed': AnchorRef & { since: string | null; problem: string; contradicts: boolean };
  'ledger.anchor-mended': AnchorRef & { toldAt: string | null }; // when its failing was recorded
}

/** One of those who vouch for the ledger outside. */
interface AnchorRef {
  readonly kind: string; // store, witness or timestamp
  readonly name: string;
  readonly place: string; // for people
}

/** Where the database differs, in the words of the ledger's checks. */
export interface LedgerDifference {
  readonly attack: string; // a name of lib/ledger/finding.ts
  readonly words: string;
  readonly firstIndex: string | null; // null: the entries agree, the tree does not
}
