import Link from 'next/link';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import { timeBetween } from '@/components/ui/time-between.ts';
import { modeWords } from '@/lib/custody/access-policy.ts';
import type { RequestRow } from '@/lib/queries/list-requests.ts';
import { RequestStatus } from './request-status.tsx';

/** Requests with their age; on a narrow screen each is one block, because leads decide on their phones. */
export function RequestsTable({ rows, readAt }: { rows: readonly RequestRow[]; readAt: string }) {
  return (
    <>
      <ul className="grid grid-cols-[minmax(0,1fr)] sm:hidden">
        {rows.map((row) => (
          <li key={row.id} className="border-b border-hairline py-3">
            <Link href={`/requests/${row.id}`} className="block">
              <span className="flex flex-wrap items-center justify-between gap-2">
                <span className="font-medium">{row.number}</span>
                <Status row={row} />
              </span>
              <span className="mt-1 block">
                {row.requesterName}: {modeWords(row.mode).toLowerCase()} of {exhibitWords(row)}
              </span>
              <span className="mt-0.5 block text-[13px] text-ink-2 [overflow-wrap:anywhere]">
                <PlainText text={row.purpose} />
              </span>
              <span className="mt-0.5 block text-[12px] text-ink-2">
                {row.incidentNumber} · asked {timeBetween(row.createdAt, readAt)} ago
              </span>
            </Link>
          </li>
        ))}
      </ul>
      <div className="hidden sm:block">
        <Table
          caption="Access requests"
          columns={['Request', 'Who asks', 'For what', 'Purpose', 'State', 'Age', 'Asked']}
        >
          {rows.map((row) => (
            <tr key={row.id}>
              <td>
                <Link className="font-medium whitespace-nowrap" href={`/requests/${row.id}`}>
                  {row.number}
                </Link>
              </td>
              <td className="min-w-[120px]">{row.requesterName}</td>
              <td className="min-w-[150px]">
                <span className="block">{modeWords(row.mode)}</span>
                <span className="block text-[13px] text-ink-2">
                  {exhibitWords(row)}, {row.incidentNumber}
                </span>
              </td>
              <td className="max-w-[280px] min-w-[140px] [overflow-wrap:anywhere]">
                <PlainText text={row.purpose} />
              </td>
              <td>
                <Status row={row} />
              </td>
              <td className="whitespace-nowrap">{timeBetween(row.createdAt, readAt)}</td>
              <td>
                <Time at={row.createdAt} />
              </td>
            </tr>
          ))}
        </Table>
      </div>
    </>
  );
}

function Status({ row }: { row: RequestRow }) {
  const { state, approvals, needed } = row;
  return <RequestStatus state={state} grant={row.grant} approvals={approvals} needed={needed} />;
}

function exhibitWords({ exhibits }: RequestRow): string {
  const [first, ...others] = exhibits;
  return others.length === 0 ? (first ?? 'no item') : `${first} and ${others.length} more`;
}
