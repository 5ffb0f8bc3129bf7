import Link from 'next/link';
import { Digest } from '@/components/ui/digest.tsx';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { ReportRow } from '@/lib/queries/list-reports.ts';
import { ReportStage } from './report-stage.tsx';

/** Custody reports, each version a row. */
export function ReportsTable({ rows }: { rows: readonly ReportRow[] }) {
  return (
    <div className="mt-6">
      <Table caption="Custody reports" columns={['Report', 'On', 'State', 'Requested', 'SHA-256']}>
        {rows.map((row) => (
          <tr key={row.evidenceId}>
            <td className="min-w-[150px]">
              <Link className="font-medium" href={`/reports/${row.evidenceId}`}>
                {row.exhibitNumber}
              </Link>
              <span className="block text-[13px] text-ink-2">
                Version {row.version}
                {row.newest ? ', the newest' : ', a later one takes its place'}
              </span>
            </td>
            <td className="min-w-[200px]">
              {row.subject.kind === 'incident' ? 'Incident ' : 'Item '}
              {row.subject.number}
              <span className="block text-[13px] text-ink-2">
                {row.incident.number}, <PlainText text={row.incident.title} />
              </span>
            </td>
            <td>
              <ReportStage stage={row.stage} />
            </td>
            <td className="min-w-[150px]">
              <Time at={row.requestedAt} />
              <span className="block text-[13px] text-ink-2">by {row.requestedBy}</span>
            </td>
            <td className="min-w-[200px]">
              {row.sha256 === null ? (
                <span className="text-ink-2">Not signed yet</span>
              ) : (
                <Digest value={row.sha256} />
              )}
            </td>
          </tr>
        ))}
      </Table>
    </div>
  );
}
