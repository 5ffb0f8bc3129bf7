import { randomUUID } from 'node:crypto';
import type { ReportSource } from '../../lib/custody/evidence-source.ts';
import { reportEvent } from '../../lib/procedures/report/report-event.ts';
import type { TestDatabase } from './database.ts';
import { acquisitionRequest, analyst } from './facts.ts';
import type { Stage } from './stage.ts';

/** A report on the stage's incident that waits to be drawn. Out: the id of the item that it is. */
export async function reportOn({ register }: TestDatabase, { incidentId }: Stage): Promise<string> {
  const id = randomUUID();
  return await register.record(analyst, ['report.requested'], async (desk) => {
    const number = (await desk.incident(incidentId))?.number ?? '';
    const subject = { kind: 'incident', id: incidentId, number } as const;
    const version = ((await desk.newestReport(incidentId))?.version ?? 0) + 1;
    const of = { reportId: id, subject, version, supersedes: null, timeZone: 'UTC' };
    const source: ReportSource = { report: of };
    const made = await desk.createAcquisition({ ...acquisitionRequest(incidentId, 'none'), source });
    const { acquisitionId, evidenceId, exhibitNumber } = made;
    const report = { ...{ id, incidentId, subject, version, evidenceId, exhibitNumber }, acquisitionId };
    await desk.addReport({ ...report, timeZone: 'UTC', requestedBy: analyst });
    const asked = { requestingParty: null, crossReferences: null, neededUntil: null, reason: 'To be shown.' };
    const event = reportEvent('report.requested', report, { ...asked, timeZone: 'UTC', supersedes: null });
    return { events: [event], result: evidenceId };
  });
}
