import type { CustodyEvent, CustodyEventType, EventDetail } from '../../custody/custody-event.ts';
import type { HoldEventShapes } from '../../custody/hold-event.ts';

type IncidentEventType = Extract<CustodyEventType, `incident.${string}`> | keyof HoldEventShapes;

/** A fact in the incident's own stream: of itself, or of its hold and retention. */
export function incidentEvent<T extends IncidentEventType>(
  type: T,
  incidentId: string,
  reason: string | null,
  detail: EventDetail<T>,
): CustodyEvent<T> {
  const event = {
    type,
    stream: { kind: 'incident', id: incidentId } as const,
    subjects: [`incident:${incidentId}`],
    reason,
    authority: null,
    detail,
  };
  return event as CustodyEvent<T>; // TypeScript cannot relate T to the union it indexes
}
