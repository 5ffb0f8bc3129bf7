import type { ReconciledLog } from '../custody/reconciliation-event.ts';

/** Where an event's calls went: to the locker, to snapshots, or to more than one place, or one that does not tell. */
export type CallsAt = 'locker' | 'snapshots' | 'anywhere';

/** Calls of one recorded event that a log must show. */
export interface ExpectedCalls {
  readonly eventId: string;
  readonly log: ReconciledLog;
  readonly at: CallsAt; // decides which of the logs of that kind
  readonly operations: readonly string[];
  readonly calls: readonly string[]; // each by all the ids under which Azure logs it
  readonly from: string; // RFC 3339: the calls were made between these
  readonly to: string;
}

/** A time for which a log shows nothing of what the product itself did. */
export interface LogGap {
  readonly log: ReconciledLog;
  readonly from: string;
  readonly to: string;
  readonly eventIds: readonly string[];
  readonly operations: readonly string[];
}

const hourMs = 3_600_000;

/**
 * Hours whose records did not arrive: the product's own calls are in the ledger, and none of an event's came within
 * `latenessMs`. One missing event is enough, however much else arrived. In: `arrived`: events of which a call was seen;
 * `readTo`: until when the log was read, so that what nobody asked for is not missed.
 */
export function findGaps(
  expected: readonly ExpectedCalls[],
  arrived: ReadonlySet<string>,
  { now, readTo, latenessMs }: { readonly now: Date; readonly readTo: Date; readonly latenessMs: number },
): readonly LogGap[] {
  const due = Math.min(now.getTime(), readTo.getTime()) - latenessMs;
  const missing = expected.filter(({ eventId, to }) => !arrived.has(eventId) && Date.parse(to) <= due);
  const hours = Map.groupBy(missing, ({ log, to }) => `${log} ${hourOf(to)}`);
  return [...hours.values()].flatMap((events) => {
    const [first] = events;
    if (first === undefined) return [];
    return {
      log: first.log,
      from: events.map(({ from }) => from).reduce((a, b) => (a < b ? a : b)),
      to: events.map(({ to }) => to).reduce((a, b) => (a > b ? a : b)),
      eventIds: events.map(({ eventId }) => eventId),
      operations: [...new Set(events.flatMap(({ operations }) => operations))],
    };
  });
}

/**
 * The events of which a call was seen. In: those that log records were held to be of, one for each record. The events of
 * one step name the same calls, so what was seen of one was seen of all.
 */
export function arrivedEvents(
  expected: readonly ExpectedCalls[],
  matched: ReadonlySet<string>,
): ReadonlySet<string> {
  const seen = new Set(expected.filter(({ eventId }) => matched.has(eventId)).flatMap(({ calls }) => calls));
  const same = expected.filter(({ calls }) => calls.some((call) => seen.has(call)));
  return new Set([...matched, ...same.map(({ eventId }) => eventId)]);
}

/** Whether a call was seen of every event whose calls this log must show for this hour. */
export function isHourWhole(
  expected: readonly ExpectedCalls[],
  arrived: ReadonlySet<string>,
  log: ReconciledLog,
  hour: string,
): boolean {
  return expected.every((one) => one.log !== log || hourOf(one.to) !== hour || arrived.has(one.eventId));
}

/** The hour of a moment as ISO text, UTC. */
export function hourOf(at: string): string {
  return new Date(Math.floor(Date.parse(at) / hourMs) * hourMs).toISOString();
}
