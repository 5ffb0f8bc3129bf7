import Link from 'next/link';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { PreviewLink } from '@/components/ui/preview-link.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import { isFinal } from '@/lib/custody/acquisition.ts';
import { stepTitle } from '@/lib/custody/acquisition-words.ts';
import type { AcquisitionRow } from '@/lib/queries/list-acquisitions.ts';
import { acquisitionStatus } from './acquisition-status.ts';

/** Acquisitions, newest first. `besideHref`: the address that opens one beside this list; `openId`: the one that is. */
export function AcquisitionsTable({
  rows,
  besideHref,
  openId,
}: {
  rows: readonly AcquisitionRow[];
  besideHref: (id: string) => string;
  openId: string | undefined;
}) {
  const wide = openId === undefined; // the pane says the rest
  return (
    <Table
      caption="Acquisitions"
      columns={[
        'Exhibit',
        'Source',
        'Incident',
        'State',
        ...(wide ? ['Step', 'Requested by'] : []),
        'Requested',
      ]}
    >
      {rows.map((row) => (
        <tr key={row.id}>
          <td>
            <Link className="font-medium whitespace-nowrap" href={`/acquisitions/${row.id}`}>
              {row.exhibitNumber}
            </Link>
            <PreviewLink href={besideHref(row.id)} name={row.exhibitNumber} open={row.id === openId} />
          </td>
          <td className="min-w-[150px]">
            <PlainText className="block [overflow-wrap:anywhere]" text={row.machineName} />
            <bdi className="block text-[13px] text-ink-2 [overflow-wrap:anywhere]">
              <PlainText text={row.diskName} />
            </bdi>
          </td>
          <td>
            <Link className="whitespace-nowrap" href={`/incidents/${row.incidentId}`}>
              {row.incidentNumber}
            </Link>
          </td>
          <td>
            <span className="flex flex-wrap gap-1">
              <StatusPill status={acquisitionStatus(row.state, row.step, row.awaitsBytes)} />
              {row.rehearsal && <StatusPill status="rehearsal" />}
            </span>
          </td>
          {wide && (
            <>
              <td className="text-[13px] text-ink-2">{stepWords(row)}</td>
              <td>{row.requesterName}</td>
            </>
          )}
          <td>
            <Time at={row.createdAt} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

function stepWords(row: AcquisitionRow): string {
  if (row.awaitsBytes && row.state === 'running') return 'Waits for the file';
  if (isFinal(row.state) || row.step === null) return `${row.stepsDone} of ${row.stepsInAll} done`;
  return `${stepTitle(row.step, false)}, ${row.stepsDone} of ${row.stepsInAll} done`;
}
