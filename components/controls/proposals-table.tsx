import Link from 'next/link';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import { timeBetween } from '@/components/ui/time-between.ts';
import type { ProposalView } from '@/lib/queries/proposal-view.ts';
import { ProposalStatus } from './proposal-status.tsx';

/** Proposals with their age, each one a link to what it would change. */
export function ProposalsTable({
  caption,
  rows,
  readAt,
}: {
  caption: string;
  rows: readonly ProposalView[];
  readAt: string;
}) {
  return (
    <Table caption={caption} columns={['Proposal', 'What', 'Who proposes', 'State', 'Age', 'Proposed']}>
      {rows.map((row) => (
        <tr key={row.id}>
          <td>
            <Link className="font-medium whitespace-nowrap" href={`/controls/${row.id}`}>
              {row.number}
            </Link>
          </td>
          <td className="min-w-[180px] break-words">
            <PlainText text={row.title} />
            {row.incident !== null && (
              <span className="block text-[13px] text-ink-2">{row.incident.number}</span>
            )}
          </td>
          <td>{row.proposerName}</td>
          <td>
            <ProposalStatus proposal={row} />
          </td>
          <td className="whitespace-nowrap">{timeBetween(row.createdAt, readAt)}</td>
          <td>
            <Time at={row.createdAt} />
          </td>
        </tr>
      ))}
    </Table>
  );
}
