import Link from 'next/link';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import { byteWords } from '@/lib/custody/byte-words.ts';
import { minuteWords } from '@/lib/custody/minute-words.ts';
import type { EvidenceRow } from '@/lib/queries/list-evidence.ts';
import { integrityStatus } from './integrity-status.ts';

/** Evidence items, newest first. `besideHref`: the address that opens an item beside this list, where there is room for one. */
export function EvidenceTable({
  rows,
  besideHref,
}: {
  rows: readonly EvidenceRow[];
  besideHref?: (id: string) => string;
}) {
  return (
    <Table
      caption="Evidence"
      columns={[
        'Exhibit',
        'Integrity',
        'Source',
        'Incident',
        'Size',
        'SHA-256',
        'Legal hold',
        'Retention until',
        'Acquired',
      ]}
    >
      {rows.map((row) => (
        <tr key={row.id}>
          <td>
            <Link className="font-medium whitespace-nowrap" href={`/evidence/${row.id}`}>
              {row.exhibitNumber}
            </Link>
            {besideHref !== undefined && (
              <Link
                className="block text-[12px] text-ink-2 hover:underline"
                href={besideHref(row.id)}
                scroll={false}
              >
                Preview<span className="sr-only"> {row.exhibitNumber}</span>
              </Link>
            )}
          </td>
          <td>
            <span className="flex flex-wrap gap-1">
              <StatusPill status={integrityStatus(row.integrity)} />
              {row.rehearsal && <StatusPill status="rehearsal" />}
            </span>
            {row.presence?.state === 'unknown' && row.presence.since !== null && (
              <span className="mt-1 block text-[12px] text-unknown">
                since {minuteWords(row.presence.since)}
              </span>
            )}
            {row.alteredFields.length > 0 && (
              <span className="mt-1 block min-w-[140px] max-w-[220px] text-[12px] break-words text-bad">
                {fieldWords(row.alteredFields)}
              </span>
            )}
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
          <td className="whitespace-nowrap tabular-nums">
            {row.sizeBytes === null ? '–' : byteWords(row.sizeBytes)}
          </td>
          <td className="font-mono text-[13px]">{row.sha256 === null ? '–' : row.sha256.slice(0, 8)}</td>
          <td className="text-[13px]">{holdWords(row.legalHoldTags)}</td>
          <td className="font-mono text-[13px] whitespace-nowrap">
            {row.retentionUntil?.slice(0, 10) ?? '–'}
          </td>
          <td>{row.sealedAt === null ? '–' : <Time at={row.sealedAt} />}</td>
        </tr>
      ))}
    </Table>
  );
}

function fieldWords(fields: readonly string[]): string {
  const [first = '', ...rest] = fields;
  return rest.length === 0 ? first : `${first} and ${rest.length} more`;
}

function holdWords(tags: readonly string[] | null): string {
  if (tags === null) return '–';
  return tags.length === 0 ? 'None' : tags.join(', ');
}
