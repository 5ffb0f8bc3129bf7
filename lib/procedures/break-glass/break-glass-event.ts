import type { BreakGlassEventShapes } from '../../custody/break-glass-event.ts';
import type { CustodyEvent, EventDetail } from '../../custody/custody-event.ts';
import type { BreakGlassRecord } from '../../ports/break-glass-desk.ts';

/** One fact of reading in an emergency, in the stream of the incident that was read. */
export function breakGlassEvent<T extends keyof BreakGlassEventShapes>(
  type: T,
  { id, number, incidentId }: Pick<BreakGlassRecord, 'id' | 'number' | 'incidentId'>,
  detail: Omit<EventDetail<T>, 'breakGlassId' | 'number'>,
  reason: string | null = null,
): CustodyEvent<T> {
  const event = {
    type,
    stream: { kind: 'incident', id: incidentId },
    subjects: [`incident:${incidentId}`, `break-glass:${id}`],
    reason,
    authority: null,
    detail: { breakGlassId: id, number, ...detail },
  };
  return event as unknown as CustodyEvent<T>; // TypeScript cannot relate T to the union it indexes
}
