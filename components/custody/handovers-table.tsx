import Link from 'next/link';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { HandoverRow } from '@/lib/queries/list-handovers.ts';

/** Offers of custody from and to the reader. Each leads to its item, where it is answered. */
export function HandoversTable({ rows }: { rows: readonly HandoverRow[] }) {
  return (
    <Table
      caption="Hand-overs of custody"
      columns={['Hand-over', 'Item', 'From', 'To', 'Purpose', 'State', 'Offered', 'Accept by']}
    >
      {rows.map((row) => (
        <tr key={row.id}>
          <td className="whitespace-nowrap">
            <Link className="font-medium" href={`/evidence/${row.evidenceId}`}>
              {row.number}
            </Link>
            {row.mine && <span className="block text-[12px] text-attention">Waits for your answer</span>}
          </td>
          <td className="whitespace-nowrap">
            {row.exhibitNumber}
            <span className="block text-[13px] text-ink-2">{row.incidentNumber}</span>
          </td>
          <td>{row.from}</td>
          <td>{row.to}</td>
          <td className="max-w-[320px] min-w-[160px] break-words">{row.purpose}</td>
          <td>
            <StatusPill status={row.state} />
          </td>
          <td>
            <Time at={row.offeredAt} />
          </td>
          <td>
            <Time at={row.expiresAt} />
          </td>
        </tr>
      ))}
    </Table>
  );
}
