import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { ReportSource } from '../../custody/evidence-source.ts';
import { lastName } from '../../custody/last-name.ts';
import { legalAuthoritySchema } from '../../custody/legal-authority.ts';
import { reasonSchema } from '../../custody/reason.ts';
import { requireReportable } from '../../custody/report-bounds.ts';
import { isTimeZone } from '../../custody/time-zone.ts';
import type { RegisterDesk, RegisterLook } from '../../ports/custody-register.ts';
import type { SubjectRecord } from '../../ports/report-desk.ts';
import { acquisitionEvent } from '../acquisition/acquisition-event.ts';
import { requireInForce } from '../device/ask-of-device.ts';
import { visibleIncident } from '../incident/visible-incident.ts';
import type { Procedure, ProcedureContext } from '../procedure.ts';
import { reportEvent } from './report-event.ts';
import { requireReports } from './report-hatches.ts';

const line = z.string().trim().max(300, 'Keep it under 300 characters.');

export const requestReportInput = z.strictObject({
  subject: z.strictObject({ kind: z.enum(['evidence', 'incident']), id: z.uuid() }),
  timeZone: z.string().refine(isTimeZone, 'Choose a time zone such as Europe/London.'),
  reason: reasonSchema,
  authority: legalAuthoritySchema,
  requestingParty: line.nullable(),
  crossReferences: line.nullable(),
  matter: line.nullable().default(null),
  courtReference: line.nullable().default(null),
  personInCharge: line.nullable().default(null),
  neededUntil: z.iso.date('Give a date.').nullable(),
  requestKey: z.uuid(),
});
type Input = z.infer<typeof requestReportInput>;

export interface RequestedReport {
  readonly id: string; // of the item that the report is
  readonly exhibitNumber: string;
}

/**
 * Asks for a custody report on an item or an incident; the worker draws, signs and seals it as an item of its own. A
 * repeated request answers the first one's report. Throws `not-found` (subject unknown or hidden), `conflict` (a
 * rehearsal, key spent on another request), `invalid-input` (authority not in force), `not-feasible` (no key, or too much
 * for one report).
 */
export const requestReport: Procedure<Input, RequestedReport> = {
  name: 'request-report',
  permission: 'report.request',
  input: requestReportInput,
  records: ['report.requested', 'acquisition.requested'],
  async run(context, actor, input) {
    const about = await subjectFor(context.register.look, actor, input);
    const earlier = await earlierReport(context.register.look, actor, input);
    if (earlier !== null) return earlier;
    requireReportable({ ...input.subject, number: about.number }, about.record);
    requireInForce(context, input);
    requireReports(context.reports);
    try {
      return await recordReport(context, actor, input, about);
    } catch (error) {
      return await afterRace(context, actor, input, error);
    }
  },
};

async function subjectFor(look: RegisterLook, actor: PersonActor, { subject }: Input) {
  const found = await look.reportSubject(subject.kind, subject.id);
  if (found === null)
    throw new CustodyError('not-found', 'There is no such item or incident, or you may not see it.');
  await visibleIncident(look, actor, found.incidentId);
  if (found.rehearsal)
    throw new CustodyError('conflict', `${found.number} is a rehearsal, and no evidence to report on.`);
  return found;
}

/** A repeated click is told what the first one did; a key that was spent on something else is refused. */
async function earlierReport(
  look: RegisterLook,
  actor: PersonActor,
  input: Input,
): Promise<RequestedReport | null> {
  const [earlier] = await look.acquisitionsByRequestKey(input.requestKey);
  if (earlier === undefined) return null;
  const report = await look.report(lastName(earlier.diskResourceId));
  const same = report?.subject.id === input.subject.id && earlier.reason === input.reason;
  if (same && earlier.requesterObjectId === actor.objectId)
    return { id: report.evidenceId, exhibitNumber: report.exhibitNumber };
  throw new CustodyError('conflict', 'The key of this request was used for another one.');
}

async function recordReport(
  { register }: ProcedureContext,
  actor: PersonActor,
  input: Input,
  about: SubjectRecord,
): Promise<RequestedReport> {
  const may = ['report.requested', 'acquisition.requested'] as const;
  return await register.record(actor, may, async (desk) => {
    await desk.lockReports(input.subject.id);
    const before = await desk.newestReport(input.subject.id);
    if ((await earlierReport(desk, actor, input)) !== null)
      throw new CustodyError('conflict', 'This report was asked for a moment ago.');
    return await addReport(desk, actor, input, about, before);
  });
}

/** A click of the same moment was quicker: this one is told as if it had come after. */
async function afterRace(
  { register }: ProcedureContext,
  actor: PersonActor,
  input: Input,
  error: unknown,
): Promise<RequestedReport> {
  if (!(error instanceof CustodyError && error.code === 'conflict')) throw error;
  const earlier = await earlierReport(register.look, actor, input);
  if (earlier !== null) return earlier;
  throw error;
}

async function addReport(
  desk: RegisterDesk,
  actor: PersonActor,
  input: Input,
  { number, incidentId }: SubjectRecord,
  before: { readonly version: number; readonly exhibitNumber: string } | null,
) {
  const { reason, authority, requestKey, timeZone, requestingParty, crossReferences, neededUntil } = input;
  const subject = { ...input.subject, number };
  const [id, version] = [randomUUID(), (before?.version ?? 0) + 1];
  const supersedes = before?.exhibitNumber ?? null;
  const source: ReportSource = { report: { reportId: id, subject, version, supersedes, timeZone } };
  const plan = `Draws the custody report on ${number} from the signed ledger, signs it and seals it as an item of its own.`;
  const way = { readMode: 'full', rehearsal: false } as const;
  const asked = { incidentId, source, reason, authority, plan, ...way };
  const made = await desk.createAcquisition({ ...asked, requester: actor, requestKey });
  const { acquisitionId, evidenceId, exhibitNumber } = made;
  const report = {
    ...{ id, incidentId, subject, version, evidenceId, exhibitNumber },
    acquisitionId,
    timeZone,
  };
  await desk.addReport({ ...report, requestedBy: actor });
  await desk.beginCopyAttempt(acquisitionId);
  await desk.enqueueStep(acquisitionId, 'hash-source');
  const item = { id: acquisitionId, incidentId, evidenceId, reason, authority, rehearsal: false };
  const { matter, courtReference, personInCharge } = input;
  const ofCase = { matter, courtReference, personInCharge };
  const told = { timeZone, requestingParty, crossReferences, neededUntil, supersedes, reason, ...ofCase };
  return {
    events: [
      reportEvent('report.requested', report, told, { reason, authority }),
      acquisitionEvent('acquisition.requested', item, {
        ...{ acquisitionId, exhibitNumber, ...asked, consistencyNote: null },
      }),
    ] as const,
    result: { id: evidenceId, exhibitNumber },
  };
}
