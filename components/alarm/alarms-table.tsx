import Link from 'next/link';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import { timeBetween } from '@/components/ui/time-between.ts';
import type { AlarmRow } from '@/lib/queries/list-alarms.ts';
import { AlarmStatus } from './alarm-status.tsx';

/**
 * Alarms with their age; on a narrow screen each is one block. `besideHref`: what opens one beside the list, which then
 * has no room for the time that stands there too.
 */
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
  const alone = openId === null;
  return (
    <>
      <ul className="grid sm:hidden">
        {rows.map((alarm) => (
          <li key={alarm.id} className="border-b border-hairline py-3">
            <Link href={besideHref(alarm.id)} className="block" scroll={false}>
              <span className="flex flex-wrap items-center justify-between gap-2">
                <span className="font-medium">{alarm.number}</span>
                <AlarmStatus alarm={alarm} />
              </span>
              <span className="mt-1 block [overflow-wrap:anywhere]">
                <PlainText text={alarm.title} />
              </span>
              <span className="mt-0.5 block text-[12px] text-ink-2">
                {kindWords(alarm)} · {ageOf(alarm, readAt)}
              </span>
            </Link>
          </li>
        ))}
      </ul>
      <div className="hidden sm:block">
        <Table caption="Alarms" columns={['Alarm', 'What', 'State', 'Age', ...(alone ? ['Raised'] : [])]}>
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
              <td className="min-w-[200px] [overflow-wrap:anywhere]">
                <PlainText className="block" text={alarm.title} />
                <span className="block text-[13px] text-ink-2">{kindWords(alarm)}</span>
              </td>
              <td>
                <AlarmStatus alarm={alarm} />
              </td>
              <td className="whitespace-nowrap">{ageOf(alarm, readAt)}</td>
              {alone && (
                <td>
                  <Time at={alarm.raisedAt} />
                </td>
              )}
            </tr>
          ))}
        </Table>
      </div>
    </>
  );
}

function kindWords({ kind, times }: AlarmRow): string {
  return times > 1 ? `${kind}, said ${times} times` : kind;
}

/** How long it has been open, or was. */
function ageOf({ raisedAt, clearedAt }: AlarmRow, readAt: string): string {
  return timeBetween(raisedAt, clearedAt ?? readAt);
}
