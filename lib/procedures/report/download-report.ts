import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { awaitIntegration } from '../ledger/await-integration.ts';
import type { Procedure } from '../procedure.ts';
import { reportEvent } from './report-event.ts';
import { sealedReportBytes, visibleReport } from './sealed-report.ts';

const limitMs = 60_000;
const signedWithinMs = 20_000;

export const downloadReportInput = z.strictObject({ evidenceId: z.uuid() });

export interface ReportFile {
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

/**
 * Hands out a sealed report; on record first. No grant is asked for: it holds nothing but what whoever may see the item
 * reads on its pages. Throws `not-found`, `digest-mismatch`, and `conflict` where words that it may hold were withheld from
 * this person, or erased, since it was made.
 */
export const downloadReport: Procedure<z.infer<typeof downloadReportInput>, ReportFile> = {
  name: 'download-report',
  permission: 'report.read',
  input: downloadReportInput,
  records: ['report.downloaded'],
  async run(context, actor, { evidenceId }) {
    const report = await visibleReport(context, actor, evidenceId);
    if (await context.register.look.reportHoldsRemoved(report.id, actor.objectId)) throw olderThanRemoval();
    const signal = AbortSignal.timeout(limitMs);
    const stream = { kind: 'evidence', id: evidenceId } as const;
    await awaitIntegration(context.register.look, { stream }, signedWithinMs, signal); // the seal may be seconds old
    const bytes = await sealedReportBytes(context, report, signal);
    const downloaded = reportEvent('report.downloaded', report, { sha256: report.sha256 ?? '' });
    await context.register.append(actor, ['report.downloaded'], [downloaded]);
    return { fileName: `${report.exhibitNumber}-custody-report-${report.subject.number}.pdf`, bytes };
  },
};

function olderThanRemoval(): CustodyError {
  return new CustodyError(
    'conflict',
    'Words that this report may hold were withheld or erased since it was made. Ask for a new version.',
  );
}
