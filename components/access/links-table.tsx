import Link from 'next/link';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { LinkView } from '@/lib/queries/granted-links.ts';

/** Links that were made, by everything but themselves. */
export function LinksTable({ links }: { links: readonly LinkView[] }) {
  return (
    <>
      <Table caption="Links" columns={['Request', 'For', 'From', 'State', 'Made', 'Until']}>
        {links.map((link) => (
          <tr key={link.id}>
            <td className="whitespace-nowrap">
              <Link href={`/requests/${link.requestId}`}>{link.number}</Link>
            </td>
            <td>{link.name}</td>
            <td className="font-mono text-[13px]">{link.addresses}</td>
            <td>{pill(link.state)}</td>
            <td>
              <Time at={link.madeAt} />
            </td>
            <td>
              <Time at={link.endsAt} />
            </td>
          </tr>
        ))}
      </Table>
      <p className="mt-2 text-[13px] text-ink-2">
        <StatusPill status="unknown" /> Whether Azure holds a link to its addresses behind a private endpoint
        cannot be proven from here; it is bound to one person’s own token besides.
      </p>
    </>
  );
}

function pill(state: LinkView['state']) {
  switch (state) {
    case 'active':
      return <StatusPill status="open" note="Lives" />;
    case 'ended':
      return <StatusPill status="ended" />;
    case 'revoked':
      return <StatusPill status="revoked" />;
    case 'withheld':
      return <StatusPill status="withdrawn" note="Never shown" />;
  }
}
