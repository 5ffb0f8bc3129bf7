import { CountChart } from '@/components/dashboard/count-chart.tsx';
import { DayChart } from '@/components/dashboard/day-chart.tsx';
import { TrendTable } from '@/components/posture/trend-table.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { getDashboard } from '@/lib/queries/get-dashboard.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';

export const metadata = { title: 'Dashboard' };

export default async function DashboardPage() {
  const { histograms, waiting, reads, checks, gaps, drift } = await shown(
    getDashboard(await requireViewer()),
  );
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: 'Dashboard' }]}
        title="Dashboard"
        subtitle="Of what you may see. Every figure leads to what it counts, or to the list in which that stands."
      />
      <div className="mt-6 grid gap-x-10 gap-y-8 md:grid-cols-2">
        {histograms.map((one) => (
          <DayChart key={one.title} {...one} />
        ))}
        <CountChart title="Requests waiting for a decision" what="Waiting for" counts={waiting} />
        <CountChart
          title="Sealed items by the last full read of their stored copy"
          what="Read whole and found as sealed"
          counts={reads}
        />
        <CountChart title="Checks of stored copies by when they are due" what="Due" counts={checks} />
        {gaps.length > 0 && (
          <CountChart
            title="Gaps in the records of the open incidents that changed last"
            what="Incident"
            counts={gaps}
          />
        )}
      </div>
      <TrendTable days={drift} />
    </>
  );
}
