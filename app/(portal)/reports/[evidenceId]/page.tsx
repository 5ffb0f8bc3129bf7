import Link from 'next/link';
import { Certifications } from '@/components/report/certifications.tsx';
import { ReportFacts } from '@/components/report/report-facts.tsx';
import { ReportStage } from '@/components/report/report-stage.tsx';
import { ReportsTable } from '@/components/report/reports-table.tsx';
import { ButtonLink, DownloadLink } from '@/components/ui/button.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { certificationNames, certificationTemplates } from '@/lib/custody/certification-name.ts';
import { getReport } from '@/lib/queries/get-report.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';

interface Props {
  readonly params: Promise<{ readonly evidenceId: string }>;
}

export const metadata = { title: 'Custody report' };

export default async function ReportPage({ params }: Props) {
  const [viewer, { evidenceId }] = await Promise.all([requireViewer(), params]);
  const view = await shown(getReport(viewer, evidenceId));
  const { report, versions, signed } = view;
  const { subject, incident } = report;
  const isSealed = report.stage === 'sealed';
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: 'Reports', href: '/reports' }, { label: report.exhibitNumber }]}
        title={`${report.exhibitNumber}, version ${report.version}`}
        status={<ReportStage stage={report.stage} />}
        subtitle={
          <>
            Custody report on{' '}
            <Link
              className="hover:underline"
              href={subject.kind === 'incident' ? `/incidents/${subject.id}` : `/evidence/${subject.id}`}
            >
              {subject.number}
            </Link>{' '}
            · {incident.number}, <PlainText text={incident.title} />
          </>
        }
        actions={
          <>
            {isSealed && (
              <DownloadLink href={`/api/reports/${report.evidenceId}`} variant="primary">
                Download the report
              </DownloadLink>
            )}
            <ButtonLink href={`/evidence/${report.evidenceId}`}>Its own custody</ButtonLink>
            {view.mayRequest && (
              <ButtonLink
                href={`/reports/new?${subject.kind === 'incident' ? 'incident' : 'item'}=${subject.id}`}
              >
                New version
              </ButtonLink>
            )}
          </>
        }
      />
      {!report.newest && (
        <Notice tone="attention" title="A later version takes the place of this one.">
          Both stay; the newest is listed first below.
        </Notice>
      )}
      {signed !== null && signed.stamp === null && (
        <Notice tone="attention" title="It bears no time stamp: no authority answered when it was signed." />
      )}
      <div className="mt-6 grid gap-9">
        <ReportFacts of={view} />
        {isSealed && (
          <Certifications
            evidenceId={report.evidenceId}
            templates={certificationTemplates.map((id) => ({ id, name: certificationNames[id] }))}
          />
        )}
        <section>
          <h2 className="font-semibold">Versions</h2>
          <ReportsTable rows={versions} />
        </section>
      </div>
    </>
  );
}
