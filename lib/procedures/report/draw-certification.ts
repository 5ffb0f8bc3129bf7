import { createHash } from 'node:crypto';
import { z } from 'zod';
import { certificationTemplates } from '../../custody/certification-name.ts';
import { certificationDocument } from '../../report/certification.ts';
import { drawReport } from '../../report/draw-report.ts';
import { requireThawedLedger } from '../ledger/await-integration.ts';
import type { Procedure } from '../procedure.ts';
import type { ReportFile } from './download-report.ts';
import { reportEvent } from './report-event.ts';
import { requireReports } from './report-hatches.ts';
import { requireSealed, visibleReport } from './sealed-report.ts';

export const drawCertificationInput = z.strictObject({
  evidenceId: z.uuid(),
  template: z.enum(certificationTemplates),
});

/**
 * A certification filled from the record that one sealed report prints, for a person to read, complete and sign on their
 * own: the system signs none. On record. Throws `not-found`, also for one that is not sealed, `conflict` while the ledger
 * is frozen or where its checkpoint is of an epoch that was lost, and `not-feasible` where no reports are made.
 */
export const drawCertification: Procedure<z.infer<typeof drawCertificationInput>, ReportFile> = {
  name: 'draw-certification',
  permission: 'report.read',
  input: drawCertificationInput,
  records: ['report.certificate-drawn'],
  async run(context, actor, { evidenceId, template }) {
    const report = await visibleReport(context, actor, evidenceId);
    await requireThawedLedger(context.register.look);
    await requireSealed(context.register.look, evidenceId);
    const material = await requireReports(context.reports).material(report.id);
    const bytes = await drawReport(certificationDocument(template, material, report));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const drawn = reportEvent('report.certificate-drawn', report, { template, sha256 });
    await context.register.append(actor, ['report.certificate-drawn'], [drawn]);
    return { fileName: `${report.exhibitNumber}-${template}.pdf`, bytes };
  },
};
