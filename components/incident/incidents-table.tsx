import Link from 'next/link';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { IncidentRow } from '@/lib/queries/list-incidents.ts';
import { Severity } from './severity.tsx';

export function IncidentsTable({ rows }: { rows: readonly IncidentRow[] }) {
  return (
    <Table
      caption="Incidents"
      columns={[
        'Incident',
        'Severity',
        'Status',
        'Machines',
        'Devices',
        'Evidence',
        'Source',
        'Last activity',
      ]}
    >
      {rows.map((row) => (
        <tr key={row.id}>
          <td className="min-w-[220px]">
            <Link className="font-medium hover:underline" href={`/incidents/${row.id}`}>
              {row.title}
            </Link>
            <span className="block text-[13px] text-ink-2">{row.number}</span>
          </td>
          <td>
            <Severity value={row.severity} />
          </td>
          <td>
            <StatusPill status={row.status === 'closed' ? 'closed' : 'open'} />
          </td>
          <td>{row.machines}</td>
          <td>{row.devices}</td>
          <td>{row.evidence}</td>
          <td className="text-ink-2">{sourceWord(row.source)}</td>
          <td>
            <Time at={row.updatedAt} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

export function sourceWord(source: string): string {
  if (source === 'defender') return 'Defender';
  return source === 'manual' ? 'Opened by hand' : 'Machines folder';
}
