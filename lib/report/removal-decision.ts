import type { CustodyEventType } from '../custody/custody-event.ts';
import type { ReportEvent } from './report-material.ts';
import type { EventOf } from './report-record.ts';

type Deciding = 'custody.body-withheld' | 'ledger.body-erased';

/** The event by which it was decided that a record's words are removed. */
export interface RemovalDecision {
  readonly index: string; // in the ledger
  readonly event: EventOf<Deciding>;
}

const decides: Readonly<Record<'withheld' | 'erased', Deciding & CustodyEventType>> = {
  withheld: 'custody.body-withheld',
  erased: 'ledger.body-erased',
};

/**
 * What bears out that the words of an event are removed, among the events beside it. Pure. Null: its words are there, or
 * none of these says so, and the decision is only stated.
 */
export function removalDecision(
  events: readonly ReportEvent[],
  { id, stream, removal }: Pick<ReportEvent, 'id' | 'stream' | 'removal'>,
): RemovalDecision | null {
  if (removal === null) return null;
  for (const { index, holds, stream: own, event } of events)
    if (holds && own === stream && isDecision(event, decides[removal.kind]) && event.detail.eventId === id)
      return { index, event };
  return null;
}

function isDecision(event: ReportEvent['event'], type: Deciding): event is EventOf<Deciding> {
  return event?.type === type;
}
