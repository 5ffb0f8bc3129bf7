import type { RecordedEvent } from './recorded-event.ts';
import type { ReportCoverage } from './report-event.ts';

export const gapKinds = [
  'numbers-missing',
  'record-altered',
  'not-verified',
  'verification-overdue',
  'copy-not-as-sealed',
  'weak-digest-only',
  'claim-differs',
  'bundle-does-not-hold',
  'purpose-missing',
  'authority-missing',
  'approval-missing',
  'handover-unanswered',
  'retention-too-short',
  'needed-until-unknown',
  'log-not-read',
  'log-hours-missing',
] as const;
export type GapKind = (typeof gapKinds)[number];

/** Something that a reader of the record must know is not there. */
export interface Gap {
  readonly kind: GapKind;
  readonly about: string; // exhibit number, case number, or the name of a log
  readonly words: string; // one sentence; never a name or a free text of the record
}

/** One event as far as gaps are read from it. */
export interface GapEvent {
  readonly stream: string;
  readonly event: RecordedEvent | null; // null: withheld, erased or unreadable
  readonly holds: boolean | null; // false: its record is not what the ledger committed to; null: not looked at
  readonly removed: boolean; // by a decision that is on record
}

export interface GapFacts {
  readonly now: string; // RFC 3339
  readonly about: string; // number of the item or incident
  readonly events: readonly GapEvent[]; // oldest first
  readonly missing: readonly { readonly stream: string; readonly n: readonly string[] }[];
  readonly coverage: readonly ReportCoverage[];
}
