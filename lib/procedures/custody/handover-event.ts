import type { CustodyEvent, EventDetail } from '../../custody/custody-event.ts';
import type { HandoverEventShapes } from '../../custody/handover-event.ts';
import type { HandoverRecord } from '../../ports/handover-desk.ts';

/** What of an offer its facts are written with. */
export type AboutHandover = Pick<
  HandoverRecord,
  'id' | 'number' | 'evidenceId' | 'incidentId' | 'from' | 'to'
>;

type Own<T extends keyof HandoverEventShapes> = Omit<EventDetail<T>, 'handoverId' | 'number' | 'from' | 'to'>;

/** One fact of a transfer of custody, in the stream of the item. */
export function handoverEvent<T extends keyof HandoverEventShapes>(
  type: T,
  { id, number, evidenceId, incidentId, from, to }: AboutHandover,
  own: Own<T>,
  reason: string | null,
): CustodyEvent<T> {
  const event = {
    type,
    stream: { kind: 'evidence', id: evidenceId } as const,
    subjects: [`incident:${incidentId}`, `evidence:${evidenceId}`, `handover:${id}`],
    reason,
    authority: null,
    detail: { handoverId: id, number, from, to, ...own },
  };
  return event as unknown as CustodyEvent<T>; // TypeScript cannot relate T to the union it indexes
}
