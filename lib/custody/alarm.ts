export const alarmSeverities = ['critical', 'warning'] as const;

/** `critical`: evidence, its record or a guard is not as it must be. `warning`: it may be, or nobody can say. */
export type AlarmSeverity = (typeof alarmSeverities)[number];

const kinds: Readonly<Record<string, string>> = {
  ledger: 'Ledger frozen',
  anchor: 'Anchor of the ledger',
  verification: 'Verification of the ledger',
  presence: 'Stored copy',
  frozen: 'Frozen item',
  fixity: 'Missed check of a stored copy',
  mismatch: 'Digests differ',
  posture: 'Controls of Azure',
  reconciliation: 'Azure’s logs',
  guard: 'Holds and retention',
  'guard-change': 'Retention changed outside',
  'hold-act': 'A hold or an extension that failed',
  disposal: 'Disposal of an item',
  handover: 'Hand-over of custody',
  inventory: 'Joint inventory',
  channel: 'Channel of alarms',
  'break-glass': 'Break-glass',
  erasure: 'Erasure of a record',
  library: 'Script library',
  'library-run': 'Script library during a run',
  'foreign-action': 'Action of others on a device',
};

/** Kinds that say how something is now: such an alarm is over when that is mended, and by no other way. */
const ofStates: ReadonlySet<string> = new Set([
  ...['ledger', 'anchor', 'verification', 'presence', 'frozen', 'mismatch', 'posture', 'channel'],
  ...['guard', 'break-glass', 'erasure', 'library'],
]);

/** Whether a person may end an alarm of this kind with a reason: one that says that something happened, once. */
export function endsByHand(kind: string): boolean {
  return !ofStates.has(kind);
}

/** What an alarm is about, by the first part of its key: `presence:<id>` is of the kind `presence`. */
export function alarmKind(key: string): string {
  return key.split(':', 1)[0] ?? key;
}

/** The kind in words; one that has none is its own word. */
export function alarmKindWords(kind: string): string {
  const words = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  return words ?? `${kind.charAt(0).toUpperCase()}${kind.slice(1).replaceAll('-', ' ')}`;
}

/** What a person calls an alarm by: AL-0001. Numbers can be missing, they count nothing. */
export function alarmNumber(serial: bigint): string {
  return `AL-${String(serial).padStart(4, '0')}`;
}

/** One line, whatever stood in it: a title becomes the head of a message elsewhere. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}
