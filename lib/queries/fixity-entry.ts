import type { CheckKind } from '../custody/fixity.ts';

export const fixityMarks = ['due', 'done', 'missed', 'failed', 'withheld'] as const;

/** What a day of the calendar says of a check. `failed`: not as sealed, or not read; `withheld`: not for this person. */
export type FixityMark = (typeof fixityMarks)[number];

/** A check in the calendar. */
export interface FixityEntry {
  readonly at: string;
  readonly evidenceId: string;
  readonly exhibitNumber: string;
  readonly kind: CheckKind | null; // null: withheld
  readonly mark: FixityMark;
  readonly words: string | null; // why it is due, or what was wrong
}
