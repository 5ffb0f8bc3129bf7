import { BarChart } from '@/components/chart/bar-chart.tsx';
import { listHref } from '@/components/ui/list-href.ts';
import { eventQueryText } from '@/lib/custody/event-query.ts';
import type { DashboardHistogram } from '@/lib/queries/get-dashboard.ts';

/** A fortnight of events by day; each day leads to its events. */
export function DayChart({ title, query, histogram }: DashboardHistogram) {
  const total = histogram.bars.reduce((sum, { count }) => sum + count, 0);
  const isMore = histogram.bars.some((bar) => bar.isMore);
  const { countedFrom } = histogram;
  const uncounted = countedFrom === null ? '' : `, not counted before ${countedFrom.slice(0, 10)}`;
  return (
    <BarChart
      title={`${title}, 14 days: ${total}${isMore ? ' or more' : ''}${uncounted}`}
      columns={['Day (UTC)', 'Events']}
      bars={histogram.bars.map((bar) => ({
        label: bar.from.slice(0, 10),
        short: bar.from.slice(5, 10),
        count: bar.count,
        words: bar.isMore ? `${bar.count} or more` : String(bar.count),
        href: listHref('/audit', {
          q: eventQueryText({ ...query, created: { from: bar.from, until: bar.until } }),
        }),
      }))}
    />
  );
}
