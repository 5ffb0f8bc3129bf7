import type { CustodyEvent, EventDetail } from '../../custody/custody-event.ts';
import type { HuntingEventShapes } from '../../custody/hunting-event.ts';

/** A fact in the incident's stream: of a query, and of what it answered. */
export function huntingEvent<T extends keyof HuntingEventShapes>(
  type: T,
  about: { readonly id: string; readonly incidentId: string; readonly deviceId: string | null },
  detail: EventDetail<T>,
): CustodyEvent<T> {
  const { id, incidentId, deviceId } = about;
  const event = {
    type,
    stream: { kind: 'incident', id: incidentId } as const,
    subjects: [
      `incident:${incidentId}`,
      `hunting:${id}`,
      ...(deviceId === null ? [] : [`device:${deviceId}`]),
    ],
    reason: null,
    authority: null,
    detail,
  };
  return event as CustodyEvent<T>; // TypeScript cannot relate T to the union it indexes
}
