import Link from 'next/link';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { LedgerEntryRow } from '@/lib/queries/list-ledger-entries.ts';

/** Ledger entries, newest first. An entry that cannot be read is shown as such. */
export function EntriesTable({ rows }: { rows: readonly LedgerEntryRow[] }) {
  return (
    <Table caption="Ledger entries" columns={['Entry', 'Event', 'Time', 'Stream', 'Leaf hash']}>
      {rows.map((row) => (
        <tr key={row.index}>
          <td>
            <Link className="font-mono text-[13px] whitespace-nowrap" href={`/ledger/${row.index}`}>
              #{row.index}
            </Link>
          </td>
          <td className={row.kind === null ? 'min-w-[150px] font-medium text-bad' : 'whitespace-nowrap'}>
            {row.kind ?? 'Damaged: these bytes are no entry'}
          </td>
          <td>{row.at === null ? '–' : <Time at={row.at} />}</td>
          <td className="font-mono text-[13px] whitespace-nowrap text-ink-2">
            {row.stream.slice(-8)} / {row.n}
          </td>
          <td className="font-mono text-[13px] text-ink-2">{row.leaf.slice(0, 16)}…</td>
        </tr>
      ))}
    </Table>
  );
}
