import Link from 'next/link';
import { DeviceHealth } from '@/components/incident/device-health.tsx';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import { deviceActTitle } from '@/lib/custody/device-action-words.ts';
import { deviceSystemWords } from '@/lib/custody/device-words.ts';
import { isolationWords } from '@/lib/custody/isolation.ts';
import type { DeviceRow } from '@/lib/queries/list-devices.ts';
import { QueueWords } from './queue-words.tsx';

/** Devices that incidents name: where each stands, what may be asked of it, and what is under way. */
export function DevicesTable({ rows }: { rows: readonly DeviceRow[] }) {
  return (
    <Table
      caption="Devices of incidents"
      columns={['Device', 'Sensor', 'Device group', 'Your rights', 'Under way', 'Incidents']}
    >
      {rows.map((row) => (
        <tr key={row.deviceId}>
          <td className="max-w-[320px] min-w-[150px] [overflow-wrap:anywhere]">
            <Link
              className="font-medium"
              href={`/incidents/${row.incidents[0]?.id ?? ''}/devices/${row.deviceId}`}
            >
              <PlainText text={row.name} />
            </Link>
            {row.read !== null && (
              <span className="block text-[13px] text-ink-2">
                {deviceSystemWords(row.read.device.system)}
              </span>
            )}
          </td>
          <td className="min-w-[150px]">
            <DeviceHealth health={row.health} />
            <LastReport row={row} />
          </td>
          <td className="max-w-[240px] min-w-[140px] [overflow-wrap:anywhere]">
            {row.read === null ? 'Unknown' : (row.read.device.group?.name ?? 'None')}
            {row.right.tier0 && <span className="block text-[13px] font-medium">Tier 0</span>}
          </td>
          <td className="min-w-[140px]">{rightWords(row)}</td>
          <td className="min-w-[220px]">
            <UnderWay row={row} />
          </td>
          <td>
            {row.incidents.map(({ id, number }) => (
              <Link key={id} className="block whitespace-nowrap" href={`/incidents/${id}`}>
                {number}
              </Link>
            ))}
            {row.inIncidents > row.incidents.length && (
              <span className="block text-[13px] whitespace-nowrap text-ink-2">
                and {row.inIncidents - row.incidents.length} more
              </span>
            )}
          </td>
        </tr>
      ))}
    </Table>
  );
}

/** Nothing says whether a device can be reached now: only when it last reported in full. */
function LastReport({ row: { read } }: { row: DeviceRow }) {
  const last = read?.device.lastSeen ?? null;
  if (last === null) return <span className="block text-[13px] text-ink-2">Last report: Unknown</span>;
  const silent = read !== null && read.device.health !== 'active' && read.device.health !== 'unknown';
  return (
    <span className="block text-[13px] text-ink-2">
      {silent ? 'No full report since' : 'Last full report'} <Time at={last} inline />
    </span>
  );
}

function rightWords({ right: { live, respond, tier0 } }: DeviceRow): string {
  if (live === 'none' && !respond) return 'None';
  const can = [
    ...(live === 'none' ? [] : [`${live} live response`]),
    ...(respond ? ['response actions'] : []),
  ];
  return `${can.join(', ')}${tier0 ? '; each with a second person' : ''}`;
}

function UnderWay({ row: { running, isolation, read } }: { row: DeviceRow }) {
  return (
    <>
      {running.length === 0 && isolation === null && 'Nothing'}
      {running.map((action) => (
        <span key={action.id} className="block">
          {deviceActTitle(action.kind)}, {action.number}
          <span className="block text-[13px] text-ink-2">
            <QueueWords {...action} device={read?.device ?? null} />
          </span>
        </span>
      ))}
      {isolation !== null && (
        <span className="block text-[13px]">
          {isolationWords(isolation.state)}, as asked here, <Time at={isolation.at} inline />
        </span>
      )}
    </>
  );
}
