import Link from 'next/link';
import { ReportsTable } from '@/components/report/reports-table.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { listHref } from '@/components/ui/list-href.ts';
import { PageFoot } from '@/components/ui/page-foot.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { listReports } from '@/lib/queries/list-reports.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';

interface Props {
  readonly searchParams: Promise<{ readonly subject?: string; readonly after?: string }>;
}

export const metadata = { title: 'Reports' };

export default async function ReportsPage({ searchParams }: Props) {
  const [viewer, asked] = await Promise.all([requireViewer(), searchParams]);
  const { reports, after, inAll } = await shown(listReports(viewer, asked));
  const { subject } = asked;
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: 'Reports' }]}
        title="Custody reports"
        subtitle="Drawn from the signed ledger, signed, and sealed as items of their own. A later version takes the place of an earlier one; both stay."
      />
      {reports.length === 0 ? (
        <EmptyState title="No custody report yet">
          Open an <Link href="/incidents">incident</Link> or an <Link href="/evidence">item</Link> and choose
          New custody report.
        </EmptyState>
      ) : (
        <ReportsTable rows={reports} />
      )}
      <PageFoot
        {...{ shown: reports.length, inAll, what: 'reports', nextWords: 'Older reports' }}
        next={after && listHref('/reports', { subject, after })}
        first={asked.after === undefined ? null : listHref('/reports', { subject })}
      />
    </>
  );
}
