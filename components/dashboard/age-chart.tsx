import { BarChart } from '@/components/chart/bar-chart.tsx';
import type { AgeCount } from '@/lib/queries/get-dashboard.ts';

/** Counts by age; what waits too long stands out in colour and in its words. */
export function AgeChart({
  title,
  what,
  ages,
  href,
}: {
  title: string;
  what: string;
  ages: readonly AgeCount[];
  href: string; // to the list behind them
}) {
  const total = ages.reduce((sum, { count }) => sum + count, 0);
  return (
    <BarChart
      title={`${title}: ${total}`}
      columns={[what, 'Number']}
      bars={ages.map(({ label, count, attention }) => ({
        ...{ label, short: label, count, words: String(count), href },
        tone: attention ? 'attention' : 'good',
      }))}
    />
  );
}
