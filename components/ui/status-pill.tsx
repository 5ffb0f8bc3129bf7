/** The closed vocabulary of states: icon + word + colour, never colour alone. */
type Tone = 'good' | 'working' | 'attention' | 'bad' | 'unknown' | 'quiet';

const vocabulary = {
  queued: ['quiet', '◌', 'Queued'],
  snapshotting: ['working', '◔', 'Snapshotting'],
  copying: ['working', '◔', 'Copying'],
  hashing: ['working', '◑', 'Hashing'],
  sealing: ['working', '◕', 'Sealing'],
  'at-work': ['working', '◔', 'At work'],
  cancelling: ['attention', '!', 'Cancelling'],
  cancelled: ['quiet', '–', 'Cancelled'],
  refused: ['attention', '!', 'Refused'],
  retrying: ['attention', '↻', 'Failed, retrying'],
  failed: ['bad', '×', 'Failed'],
  done: ['good', '✓', 'Done'],
  sealed: ['good', '✓', 'Sealed'],
  mismatch: ['bad', '×', 'Mismatch'],
  altered: ['bad', '×', 'Altered'],
  missing: ['bad', '×', 'Missing'],
  replaced: ['bad', '×', 'Not the same blob'],
  'not-yet-sealed': ['working', '◔', 'Not yet sealed'],
  'not-acquired': ['unknown', '?', 'Not acquired'],
  'not-exportable': ['attention', '!', 'Not exportable'],
  unknown: ['unknown', '?', 'Unknown'],
  open: ['working', '●', 'Open'],
  rehearsal: ['attention', '◇', 'Rehearsal, no evidence'],
  closed: ['quiet', '–', 'Closed'],
  waiting: ['attention', '◌', 'Waiting'],
  granted: ['good', '✓', 'Granted'],
  confirmed: ['good', '✓', 'Confirmed'],
  accepted: ['good', '✓', 'Accepted'],
  declined: ['attention', '!', 'Declined'],
  withdrawn: ['quiet', '–', 'Withdrawn'],
  expired: ['quiet', '–', 'Expired'],
  ended: ['quiet', '–', 'Ended'],
  revoked: ['bad', '×', 'Revoked'],
  frozen: ['bad', '×', 'Frozen'],
  critical: ['bad', '×', 'Critical'],
  warning: ['attention', '!', 'Warning'],
  acknowledged: ['quiet', '✓', 'Acknowledged'],
  over: ['good', '✓', 'Over'],
  pass: ['good', '✓', 'Pass'],
  fail: ['bad', '×', 'Fail'],
  'as-recorded': ['good', '✓', 'As recorded'],
  differs: ['bad', '×', 'Not as recorded'],
  held: ['good', '✓', 'Stands'],
  disposed: ['quiet', '–', 'Disposed'],
  excepted: ['attention', '!', 'Excepted'],
  present: ['good', '✓', 'Present'],
  empty: ['quiet', '○', 'Empty'],
  'not-applicable': ['quiet', '–', 'Not applicable'],
  unreadable: ['attention', '!', 'Unreadable'],
  hostile: ['bad', '×', 'Hostile'],
} as const satisfies Record<string, readonly [Tone, string, string]>;

export type PillStatus = keyof typeof vocabulary;

function look(tone: Tone): string {
  switch (tone) {
    case 'good':
      return 'bg-good-soft text-good border-transparent';
    case 'working':
      return 'bg-accent-soft text-accent border-transparent';
    case 'attention':
      return 'bg-attention-soft text-attention border-transparent';
    case 'bad':
      return 'bg-bad-soft text-bad border-transparent';
    case 'unknown':
      return 'border-dashed border-unknown text-unknown';
    case 'quiet':
      return 'border-hairline text-ink-2';
  }
}

export function StatusPill({ status, note }: { status: PillStatus; note?: string }) {
  const [tone, icon, word] = vocabulary[status];
  return (
    <span
      className={`inline-flex items-center gap-1 rounded-full border px-2 py-px text-[12px] font-medium whitespace-nowrap ${look(tone)}`}
    >
      <span aria-hidden="true">{icon}</span>
      {note === undefined ? word : note}
    </span>
  );
}
