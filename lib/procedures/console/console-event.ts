import type { ConsoleEventShapes } from '../../custody/console-event.ts';
import type { CustodyEvent, EventDetail } from '../../custody/custody-event.ts';
import type { SessionRecord } from '../../ports/console-desk.ts';

type OfIncident = Extract<keyof ConsoleEventShapes, `device.${string}`>;
type Subject = Pick<SessionRecord, 'id' | 'incidentId' | 'deviceId' | 'reason' | 'authority'>;

/** A fact in the incident's stream: of a console, and of one line of it. The reason is that of the console. */
export function consoleEvent<T extends OfIncident>(
  type: T,
  { id, incidentId, deviceId, reason, authority }: Subject,
  detail: EventDetail<T>,
): CustodyEvent<T> {
  const event = {
    type,
    stream: { kind: 'incident', id: incidentId } as const,
    subjects: [`incident:${incidentId}`, `device:${deviceId}`, `device-session:${id}`],
    reason,
    authority,
    detail,
  };
  return event as CustodyEvent<T>; // TypeScript cannot relate T to the union it indexes
}
