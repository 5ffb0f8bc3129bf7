import { AgeChart } from '@/components/dashboard/age-chart.tsx';
import { DayChart } from '@/components/dashboard/day-chart.tsx';
import { TrendTable } from '@/components/posture/trend-table.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { getDashboard } from '@/lib/queries/get-dashboard.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';

export const metadata = { title: 'Dashboard' };

export default async function DashboardPage() {
  const { histograms, waiting, reads, drift } = await shown(getDashboard(await requireViewer()));
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: 'Dashboard' }]}
        title="Dashboard"
        subtitle="Of what you may see. Every figure leads to what it counts."
      />
      <div className="mt-6 grid gap-x-10 gap-y-8 md:grid-cols-2">
        {histograms.map((one) => (
          <DayChart key={one.title} {...one} />
        ))}
        <AgeChart
          title="Requests waiting for a decision"
          what="Waiting for"
          ages={waiting}
          href="/requests"
        />
        <AgeChart
          title="Sealed items by the last full read of their stored copy"
          what="Read whole and found as sealed"
          ages={reads}
          href="/evidence"
        />
      </div>
      <TrendTable days={drift} />
    </>
  );
}
