import type { CustodyEvent, CustodyEventType, EventDetail } from '../../custody/custody-event.ts';
import type { LegalAuthority } from '../../custody/legal-authority.ts';

type AcquisitionEventType = Extract<
  CustodyEventType,
  `acquisition.${string}` | `import.${string}` | 'evidence.sealed'
>;

/** What every fact of an acquisition names: its item, and why and under which authority it was begun. */
export interface AcquisitionSubject {
  readonly id: string;
  readonly incidentId: string;
  readonly evidenceId: string;
  readonly rehearsal: boolean;
  readonly reason: string;
  readonly authority: LegalAuthority;
}

/** A fact in the evidence item's stream. `reason`, when given, replaces the reason of the request. */
export function acquisitionEvent<T extends AcquisitionEventType>(
  type: T,
  about: AcquisitionSubject,
  detail: EventDetail<T>,
  reason: string = about.reason,
): CustodyEvent<T> {
  const event = {
    type,
    stream: { kind: 'evidence', id: about.evidenceId } as const,
    subjects: [
      `incident:${about.incidentId}`,
      `evidence:${about.evidenceId}`,
      `acquisition:${about.id}`,
      ...(about.rehearsal ? [`rehearsal:${about.id}`] : []),
    ],
    reason,
    authority: about.authority,
    detail,
  };
  return event as CustodyEvent<T>; // TypeScript cannot relate T to the union it indexes
}
