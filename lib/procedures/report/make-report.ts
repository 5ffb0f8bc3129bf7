import { createHash } from 'node:crypto';
import { indexesDigest } from '../../bundle/chosen-scope.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { ReportSource } from '../../custody/evidence-source.ts';
import type { AcquisitionRecord } from '../../ports/custody-register.ts';
import type { ReportRecord } from '../../ports/report-desk.ts';
import { drawReport } from '../../report/draw-report.ts';
import { reportDocument } from '../../report/report-document.ts';
import { workerActor } from '../acquisition/step.ts';
import { awaitIntegration } from '../ledger/await-integration.ts';
import type { ProcedureContext } from '../procedure.ts';
import { reportEvent } from './report-event.ts';
import { requireReports } from './report-hatches.ts';

const signedWithinMs = 60_000;

/**
 * The signed report, as it is kept in the register until it is sealed. Recorded as generated and signed for by the
 * ledger first; then drawn from exactly what the ledger held by then, its own generation among it. Safe to repeat: what
 * was kept is given again. Throws as `awaitIntegration`, and what the vault says.
 */
export async function makeReport(
  context: ProcedureContext,
  acquisition: AcquisitionRecord,
  { report: { reportId } }: ReportSource,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { register } = context;
  const kept = await register.look.reportBytes(reportId);
  if (kept !== null) return kept;
  const report = await requireReport(context, reportId);
  await recordGenerated(context, acquisition, report, signal);
  await awaitSigned(context, report.subject, signal);
  return await drawAndKeep(context, acquisition, report, signal);
}

async function requireReport({ register }: ProcedureContext, id: string): Promise<ReportRecord> {
  const report = await register.look.report(id);
  if (report !== null) return report;
  throw new CustodyError('not-found', 'The report of this job is not in the register.');
}

/** Once, however often the worker dies behind it. */
async function recordGenerated(
  context: ProcedureContext,
  acquisition: AcquisitionRecord,
  report: ReportRecord,
  signal: AbortSignal,
): Promise<void> {
  if (report.generatedAt !== null) return;
  const { signedEntries, coverage: coverageOf } = requireReports(context.reports);
  // What was recorded of the case a moment ago belongs into it, and can be named only once the ledger has signed it.
  await awaitSigned(context, { kind: 'incident', id: report.incidentId }, signal);
  await awaitSigned(context, report.subject, signal);
  const { size, indexes } = await signedEntries(report.id);
  const entries = { size: `${size}`, events: `${indexes.length}`, indexesSha256: indexesDigest(indexes) };
  const coverage = await coverageOf();
  const actor = workerActor(context, acquisition, 'report-maker');
  await context.register.record(actor, ['report.generated'], async (desk) => {
    await desk.markReportGenerated(report.id);
    const streams = report.subject.kind === 'incident' ? await desk.streamLengths(report.incidentId) : [];
    const generated = reportEvent('report.generated', report, { coverage, streams, entries });
    return { events: [generated], result: undefined };
  });
}

async function awaitSigned(
  { register }: ProcedureContext,
  { kind, id }: Pick<ReportRecord['subject'], 'kind' | 'id'>,
  signal: AbortSignal,
): Promise<void> {
  await awaitIntegration(register.look, { stream: { kind, id } }, signedWithinMs, signal);
}

async function drawAndKeep(
  context: ProcedureContext,
  acquisition: AcquisitionRecord,
  report: ReportRecord,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { material: materialOf, signer } = requireReports(context.reports);
  const material = await materialOf(report.id);
  const drawn = await drawReport(reportDocument(material));
  const { bytes, keyId, subject, certificateSha256, stamp, stampProblem } = await signer.sign(drawn, signal);
  const sha256 = hexDigest(bytes);
  const { origin, size, root } = material.ledger;
  const signed = reportEvent('report.signed', report, {
    ...{ sha256, drawnSha256: hexDigest(drawn), sizeBytes: String(bytes.length) },
    ...{ ledger: { origin, size, root }, events: material.events.length },
    ...{ signer: { keyId, subject, certificateSha256 }, stamp, stampProblem },
  });
  const actor = workerActor(context, acquisition, 'report-maker');
  await context.register.record(actor, ['report.signed'], async (desk) => {
    await desk.keepReport(report.id, { bytes, sha256, ledgerSize: BigInt(size) });
    return { events: [signed], result: undefined };
  });
  return bytes;
}

function hexDigest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
