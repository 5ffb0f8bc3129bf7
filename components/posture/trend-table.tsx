import { Table } from '@/components/ui/table.tsx';
import type { PostureDay } from '@/lib/queries/posture-trend.ts';
import { TrendChart } from './trend-chart.tsx';

/** The last fortnight in numbers: how the controls stood at the end of each day, and how many changed. */
export function TrendTable({ days }: { days: readonly PostureDay[] }) {
  if (days.length === 0) return null;
  return (
    <section className="mt-10">
      <h2 className="mb-2 font-semibold">Controls by day</h2>
      <TrendChart days={days} />
      <Table
        caption="Controls by day, UTC"
        columns={['Day (UTC)', 'Fail', 'Unknown', 'Excepted', 'Pass', 'Got worse', 'Got better']}
      >
        {days.map((day) => (
          <tr key={day.day}>
            <td className="font-mono text-[13px] whitespace-nowrap">{day.day}</td>
            {[day.fail, day.unknown, day.excepted, day.pass, day.worse, day.better].map((count, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the columns never move
              <td key={index} className="tabular-nums">
                {count}
              </td>
            ))}
          </tr>
        ))}
      </Table>
    </section>
  );
}
