import { BarChart } from '@/components/chart/bar-chart.tsx';
import type { DashboardCount } from '@/lib/queries/get-dashboard.ts';

/** Counts side by side; what asks for attention stands out in colour and in its words. */
export function CountChart({
  title,
  what,
  counts,
}: {
  title: string;
  what: string;
  counts: readonly DashboardCount[];
}) {
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  return (
    <BarChart
      title={`${title}: ${total}`}
      columns={[what, 'Number']}
      bars={counts.map(({ label, count, attention, href }) => ({
        ...{ label, short: label, count, words: String(count), href },
        tone: attention ? 'attention' : 'good',
      }))}
    />
  );
}
