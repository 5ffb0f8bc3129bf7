import type { CustodyEvent, EventDetail } from '../../custody/custody-event.ts';
import type { HoldEventShapes } from '../../custody/hold-event.ts';

/** A fact of an incident's hold or retention, in the incident's own stream. */
export function holdEvent<T extends keyof HoldEventShapes>(
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
