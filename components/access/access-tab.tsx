import Link from 'next/link';
import { ButtonLink, DownloadLink } from '@/components/ui/button.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import { modeWords } from '@/lib/custody/access-policy.ts';
import type { EvidenceKind } from '@/lib/custody/evidence-source.ts';
import { protectionPassword, wayOut } from '@/lib/custody/way-out.ts';
import type { ItemAccess, ItemAccessRow } from '@/lib/queries/get-item-access.ts';

/** Who can use an item now and until when, who asks for it, and who could before. */
export function AccessTab({
  evidenceId,
  kind,
  access,
}: {
  evidenceId: string;
  kind: EvidenceKind;
  access: ItemAccess;
}) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-7">
      <div className="no-print flex flex-wrap gap-3">
        {access.may.download && (
          <DownloadLink href={`/api/evidence/${evidenceId}/content`} variant="primary">
            Download
          </DownloadLink>
        )}
        {access.may.see && (
          <ButtonLink href={`/evidence/${evidenceId}/${kind === 'package' ? 'package' : 'contents'}`}>
            See contents
          </ButtonLink>
        )}
        {access.may.request && (
          <ButtonLink href={`/requests/new?evidence=${evidenceId}`}>Request access</ButtonLink>
        )}
      </div>
      {access.may.download && wayOut(kind).isProtected && (
        <p className="-mt-4 max-w-[75ch] text-[13px] text-ink-2">
          What a device gave may be malware. It leaves in an encrypted .zip with the password{' '}
          <code>{protectionPassword}</code>, which keeps it from being run by a click.
        </p>
      )}
      <Rows title="Can use it now" rows={access.open} empty="Nobody." until="Until" />
      <Rows title="Waiting for a decision" rows={access.waiting} empty="Nothing waits." until="Expires" />
      <Rows title="Past" rows={access.past} empty="None recorded." until="Ended" />
    </div>
  );
}

function Rows({
  title,
  rows,
  empty,
  until,
}: {
  title: string;
  rows: readonly ItemAccessRow[];
  empty: string;
  until: string;
}) {
  return (
    <section>
      <h2 className="font-semibold">{title}</h2>
      {rows.length === 0 ? (
        <p className="mt-1 text-ink-2">{empty}</p>
      ) : (
        <Table caption={title} columns={['Request', 'Who', 'Access', 'From', 'State', 'Since', until]}>
          {rows.map((row) => (
            <tr key={row.requestId}>
              <td className="whitespace-nowrap">
                {row.linked ? <Link href={`/requests/${row.requestId}`}>{row.number}</Link> : row.number}
              </td>
              <td>{row.name}</td>
              <td className="whitespace-nowrap">{modeWords(row.mode)}</td>
              <td className="font-mono text-[13px]">{row.addressRange}</td>
              <td>
                <StatusPill status={row.state === 'active' ? 'granted' : row.state} />
              </td>
              <td>
                <Time at={row.from} />
              </td>
              <td>
                <Time at={row.until} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}
