import Link from 'next/link';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import { duration } from '@/lib/custody/duration.ts';
import type { AlarmRow } from '@/lib/queries/list-alarms.ts';
import { AlarmStatus } from './alarm-status.tsx';

/** Alarms with their age. `besideHref`: what opens one beside the list. */
export function AlarmsTable({
  rows,
  readAt,
  openId,
  besideHref,
}: {
  rows: readonly AlarmRow[];
  readAt: string;
  openId: string | null;
  besideHref: (id: string) => string;
}) {
  return (
    <Table caption="Alarms" columns={['Alarm', 'What', 'State', 'Age', 'Raised']}>
      {rows.map((alarm) => (
        <tr key={alarm.id}>
          <td>
            <Link
              className="font-medium whitespace-nowrap"
              href={besideHref(alarm.id)}
              aria-current={alarm.id === openId ? 'true' : undefined}
              scroll={false}
            >
              {alarm.number}
            </Link>
          </td>
          <td className="min-w-[200px] break-words">
            <span className="block">{alarm.title}</span>
            <span className="block text-[13px] text-ink-2">
              {alarm.kind}
              {alarm.times > 1 && `, said ${alarm.times} times`}
            </span>
          </td>
          <td>
            <AlarmStatus alarm={alarm} />
          </td>
          <td className="whitespace-nowrap">{ageOf(alarm, readAt)}</td>
          <td>
            <Time at={alarm.raisedAt} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

/** How long it has been open, or was. */
function ageOf({ raisedAt, clearedAt }: AlarmRow, readAt: string): string {
  const seconds = Math.round((Date.parse(clearedAt ?? readAt) - Date.parse(raisedAt)) / 1_000);
  return duration(Math.max(0, seconds));
}
