import { z } from 'zod';
import type { Procedure } from '../procedure.ts';
import { reportEvent } from './report-event.ts';
import { sealedReportBytes, visibleReport } from './sealed-report.ts';

const limitMs = 60_000;

export const downloadReportInput = z.strictObject({ evidenceId: z.uuid() });

export interface ReportFile {
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

/**
 * Hands out a sealed report; on record first. No grant is asked for: it holds nothing but what whoever may see the item
 * reads on its pages, and nothing that was withheld. Throws `not-found`, `digest-mismatch`, `conflict`.
 */
export const downloadReport: Procedure<z.infer<typeof downloadReportInput>, ReportFile> = {
  name: 'download-report',
  permission: 'report.read',
  input: downloadReportInput,
  records: ['report.downloaded'],
  async run(context, actor, { evidenceId }) {
    const report = await visibleReport(context, actor, evidenceId);
    const bytes = await sealedReportBytes(context, report, AbortSignal.timeout(limitMs));
    const downloaded = reportEvent('report.downloaded', report, { sha256: report.sha256 ?? '' });
    await context.register.append(actor, ['report.downloaded'], [downloaded]);
    return { fileName: `${report.exhibitNumber}-custody-report-${report.subject.number}.pdf`, bytes };
  },
};
