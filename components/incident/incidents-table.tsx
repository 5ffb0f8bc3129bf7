import Link from 'next/link';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { PreviewLink } from '@/components/ui/preview-link.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { IncidentRow } from '@/lib/queries/list-incidents.ts';
import { Severity } from './severity.tsx';
import { sourceWord, sourceWords } from './source-words.ts';

/** Incidents, last changed first. `besideHref`: the address that opens one beside this list; `openId`: the one that is. */
export function IncidentsTable({
  rows,
  besideHref,
  openId,
}: {
  rows: readonly IncidentRow[];
  besideHref: (id: string) => string;
  openId: string | undefined;
}) {
  const wide = openId === undefined; // beside a pane there is room for the first columns and the last
  return (
    <Table
      caption="Incidents"
      columns={[
        'Incident',
        'Severity',
        'Status',
        ...(wide ? ['Assigned to', 'Classification', 'Machines', 'Devices'] : []),
        'Evidence',
        'Last activity',
      ]}
    >
      {rows.map((row) => (
        <tr key={row.id}>
          <td className="min-w-[220px]">
            <Link
              className="font-medium [overflow-wrap:anywhere] hover:underline"
              href={`/incidents/${row.id}`}
            >
              <PlainText text={row.title} />
            </Link>
            <span className="block text-[13px] text-ink-2">
              {row.number} · {sourceWord(row.source)}
            </span>
            <PreviewLink href={besideHref(row.id)} name={row.number} open={row.id === openId} />
          </td>
          <td>
            <Severity value={row.severity} />
          </td>
          <td>
            <StatusPill status={row.status === 'closed' ? 'closed' : 'open'} />
          </td>
          {wide && <WideCells row={row} />}
          <td>{row.evidence}</td>
          <td>
            <Time at={row.updatedAt} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

function WideCells({ row }: { row: IncidentRow }) {
  return (
    <>
      <td className="max-w-[180px] text-[13px] break-words">
        {row.assignedTo === null ? (
          <span className="text-ink-2">Nobody</span>
        ) : (
          <Account name={row.assignedTo} />
        )}
      </td>
      <td className="text-[13px]">
        {row.classification === null ? (
          <span className="text-ink-2">Not supplied</span>
        ) : (
          sourceWords(row.classification)
        )}
      </td>
      <td>{row.machines}</td>
      <td>{row.devices}</td>
    </>
  );
}

// An account breaks before its domain rather than in a word.
function Account({ name }: { name: string }) {
  const [person, ...domain] = name.split('@');
  return (
    <>
      {person}
      {domain.length > 0 && (
        <>
          <wbr />@{domain.join('@')}
        </>
      )}
    </>
  );
}
