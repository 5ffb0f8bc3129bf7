import { BarChart } from '@/components/chart/bar-chart.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { Span } from '@/lib/custody/time-span.ts';
import type { EventBar, EventHistogram } from '@/lib/queries/search-events-histogram.ts';

/** When the events of a search happened. Each bar narrows the search to its time. */
export function EventHistogramView({
  histogram,
  hrefOf,
}: {
  histogram: EventHistogram;
  hrefOf: (created: Span) => string;
}) {
  const { bars, countedFrom } = histogram;
  if (bars.length === 0 && countedFrom === null) return null;
  return (
    <section className="mt-6 max-w-[920px]" aria-label="Events over time">
      {countedFrom !== null && (
        <p role="status" className="mb-2 text-[13px] text-attention">
          To count them all takes too long: those before <Time at={countedFrom} inline /> were not counted.
        </p>
      )}
      <BarChart
        title={`Events by ${histogram.width}, UTC`}
        columns={['From (UTC)', 'Events']}
        bars={bars.map((bar) => ({
          label: from(bar),
          short: short(bar, histogram),
          count: bar.count,
          words: bar.isMore ? `${bar.count} or more` : String(bar.count),
          href: hrefOf({ from: bar.from, until: bar.until }),
        }))}
      />
    </section>
  );
}

function from({ from }: EventBar): string {
  return `${from.slice(0, 16).replace('T', ' ')}Z`;
}

function short({ from }: EventBar, { width }: EventHistogram): string {
  switch (width) {
    case 'year':
    case '10 years':
    case '100 years':
    case '1000 years':
      return from.slice(0, 4);
    case 'month':
      return from.slice(0, 7);
    case 'day':
    case 'week':
      return from.slice(5, 10);
    case '6 hours':
      return from.slice(5, 13).replace('T', ' ');
    case 'minute':
    case '5 minutes':
    case '15 minutes':
    case 'hour':
      return from.slice(11, 16);
  }
}
