import type { CustodyEvent, CustodyEventType, EventDetail } from '../../custody/custody-event.ts';
import type { LegalAuthority } from '../../custody/legal-authority.ts';

type DeviceEventType = Extract<CustodyEventType, `device.${string}`>;

/** What every fact of an action names: its incident, itself and its device, and why it was asked for. */
export interface DeviceSubject {
  readonly id: string;
  readonly incidentId: string;
  readonly deviceId: string;
  readonly reason: string;
  readonly authority: LegalAuthority;
}

/** A fact in the incident's stream. `reason`, when given, replaces the reason of the request. */
export function deviceEvent<T extends DeviceEventType>(
  type: T,
  about: DeviceSubject,
  detail: EventDetail<T>,
  reason: string = about.reason,
): CustodyEvent<T> {
  const event = {
    type,
    stream: { kind: 'incident', id: about.incidentId } as const,
    subjects: [`incident:${about.incidentId}`, `device-action:${about.id}`, `device:${about.deviceId}`],
    reason,
    authority: about.authority,
    detail,
  };
  return event as CustodyEvent<T>; // TypeScript cannot relate T to the union it indexes
}
