import { CustodyError } from './custody-error.ts';
import type { ReportSubject } from './evidence-source.ts';

/** Drawn, signed and attached in memory: 20,000 events take about 1.4 GiB of it, and stay below what the register keeps. */
export const mostReportEvents = 20_000;
const mostRecordBytes = 32n * 1024n * 1024n;

/**
 * Refuses what is too much for one report, before anything of it is recorded. In: how many events it would print, and the
 * bytes of their records. Throws `not-feasible`, saying what to do instead.
 */
export function requireReportable(
  subject: Pick<ReportSubject, 'kind' | 'number'>,
  { events, recordBytes }: { readonly events: number; readonly recordBytes: bigint },
): void {
  if (events <= mostReportEvents && recordBytes <= mostRecordBytes) return;
  const instead =
    subject.kind === 'incident'
      ? 'Ask for a report on each of its items, and for a bundle of the incident, which has no such bound.'
      : 'Ask for a bundle of it, which has no such bound.';
  throw new CustodyError(
    'not-feasible',
    `${subject.number} has ${events} events of ${recordBytes} bytes; one report holds at most ${mostReportEvents} of ${mostRecordBytes} bytes. ${instead}`,
  );
}
