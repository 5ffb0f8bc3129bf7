import Link from 'next/link';
import { PreviewLink } from '@/components/ui/preview-link.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import { azureWords, findingTitle } from '@/lib/custody/reconciliation-words.ts';
import type { FindingRow } from '@/lib/queries/finding-rows.ts';
import { FindingStatus } from './finding-status.tsx';

/** What the ledger does not account for, with both sides in a line each. `hrefOf`: opens one beside the list. */
export function FindingsTable({
  rows,
  openId,
  hrefOf,
}: {
  rows: readonly FindingRow[];
  openId: string | null;
  hrefOf: (id: string) => string;
}) {
  return (
    <Table caption="Findings" columns={['What', 'State', 'When', 'Azure says', 'The ledger says', 'About']}>
      {rows.map((row) => (
        <tr key={row.id}>
          <td className="min-w-[180px]">
            <span className="font-medium">{findingTitle(row.kind)}</span>
            <PreviewLink href={hrefOf(row.id)} name={findingTitle(row.kind)} open={row.id === openId} />
          </td>
          <td>
            <FindingStatus state={row.state} />
          </td>
          <td>
            <Time at={row.at} />
          </td>
          <td className="min-w-[200px] max-w-[340px] text-[13px] [overflow-wrap:anywhere]">
            {azureWords(row.azure)}
          </td>
          <td className="min-w-[200px] max-w-[340px] text-[13px] [overflow-wrap:anywhere]">
            {row.ledger.words}
          </td>
          <td className="whitespace-nowrap">
            <FindingSubject row={row} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

export function FindingSubject({ row: { evidence, incident } }: { row: FindingRow }) {
  if (evidence !== null)
    return <Link href={`/evidence/${evidence.id}?tab=access`}>{evidence.exhibitNumber}</Link>;
  if (incident !== null) return <Link href={`/incidents/${incident.id}`}>{incident.number}</Link>;
  return <>The tenant</>;
}
