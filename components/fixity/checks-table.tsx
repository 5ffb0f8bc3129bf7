import Link from 'next/link';
import { type PillStatus, StatusPill } from '@/components/ui/status-pill.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { CheckState } from '@/lib/custody/fixity.ts';
import type { CheckRow } from '@/lib/queries/list-checks.ts';

const looks: Readonly<Record<CheckState, readonly [PillStatus, string]>> = {
  later: ['queued', 'Later'],
  open: ['queued', 'Due now'],
  overdue: ['warning', 'Overdue'],
  stopped: ['failed', 'Stopped'],
};

/** The next checks of stored copies, one line a check. */
export function ChecksTable({ caption, rows }: { caption: string; rows: readonly CheckRow[] }) {
  return (
    <Table caption={caption} columns={['Item', 'Check', 'State', 'Due by', 'Why']}>
      {rows.map(({ evidenceId, exhibitNumber, kind, state, dueBy, ground }) => (
        <tr key={`${evidenceId} ${kind}`}>
          <td className="whitespace-nowrap">
            <Link className="underline" href={`/evidence/${evidenceId}?tab=integrity`}>
              {exhibitNumber}
            </Link>
          </td>
          <td className="whitespace-nowrap">{kind === 'whole' ? 'Full read' : 'Sample of blocks'}</td>
          <td>
            <StatusPill status={looks[state][0]} note={looks[state][1]} />
          </td>
          <td>
            <Time at={dueBy} />
          </td>
          <td className="min-w-[220px]">{ground}</td>
        </tr>
      ))}
    </Table>
  );
}
