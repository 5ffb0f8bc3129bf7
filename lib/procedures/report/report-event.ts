import type { CustodyEvent, EventDetail } from '../../custody/custody-event.ts';
import type { LegalAuthority } from '../../custody/legal-authority.ts';
import type { ReportEventShapes } from '../../custody/report-event.ts';
import type { ReportRecord } from '../../ports/report-desk.ts';

type Named = Pick<ReportRecord, 'id' | 'incidentId' | 'subject' | 'evidenceId' | 'exhibitNumber' | 'version'>;

interface Why {
  readonly reason: string | null;
  readonly authority: LegalAuthority | null;
}

/** A fact of a report in the stream of what it tells of, so that the next report tells of this one. */
export function reportEvent<T extends keyof ReportEventShapes>(
  type: T,
  report: Named,
  detail: Omit<EventDetail<T>, 'reportId' | 'exhibitNumber' | 'version' | 'subject'>,
  why: Why = { reason: null, authority: null },
): CustodyEvent<T> {
  const { id: reportId, subject, evidenceId, incidentId, exhibitNumber, version } = report;
  const event = {
    type,
    stream: { kind: subject.kind, id: subject.id } as const,
    subjects: [
      `incident:${incidentId}`,
      ...(subject.kind === 'evidence' ? [`evidence:${subject.id}`] : []),
      `report:${reportId}`,
      `report-item:${evidenceId}`,
    ],
    ...why,
    detail: { reportId, exhibitNumber, version, subject, ...detail },
  };
  return event as unknown as CustodyEvent<T>; // TypeScript cannot relate T to the union it indexes
}
