import Link from 'next/link';
import { type PillStatus, StatusPill } from '@/components/ui/status-pill.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { FixityEntry, FixityMark } from '@/lib/queries/fixity-entry.ts';

const looks: Readonly<Record<FixityMark, readonly [PillStatus, string]>> = {
  due: ['queued', 'Due'],
  done: ['pass', 'As sealed'],
  missed: ['warning', 'Missed'],
  failed: ['failed', 'Failed'],
  withheld: ['unknown', 'Withheld'],
};

/** The calendar's twin: every check in words. */
export function FixityTable({ caption, entries }: { caption: string; entries: readonly FixityEntry[] }) {
  return (
    <Table caption={caption} columns={['Item', 'Check', 'State', 'When', 'Why']}>
      {entries.map(({ at, evidenceId, exhibitNumber, kind, mark, words }) => (
        <tr key={`${evidenceId} ${kind} ${mark} ${at}`}>
          <td className="whitespace-nowrap">
            <Link className="underline" href={`/evidence/${evidenceId}?tab=integrity`}>
              {exhibitNumber}
            </Link>
          </td>
          <td className="whitespace-nowrap">
            {kind === null ? 'Withheld' : kind === 'whole' ? 'Full read' : 'Sample of blocks'}
          </td>
          <td>
            <StatusPill status={looks[mark][0]} note={looks[mark][1]} />
          </td>
          <td>
            <Time at={at} />
          </td>
          <td className="min-w-[220px] [overflow-wrap:anywhere]">{words}</td>
        </tr>
      ))}
    </Table>
  );
}
