import Link from 'next/link';
import { NewestOf } from '@/components/ui/newest-of.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { DevicePage } from '@/lib/queries/get-device.ts';

/** What came back from the device: each is an item of its own. */
export function DeviceItems({ page }: { page: DevicePage }) {
  const items = page.evidence;
  if (items.length === 0) return null;
  return (
    <section className="mt-9" aria-labelledby="items">
      <h2 id="items" className="font-semibold">
        What came back
      </h2>
      <Table caption="Evidence from the device" columns={['Item', 'What', 'State', 'SHA-256', 'Registered']}>
        {items.map((item) => (
          <tr key={item.id}>
            <td>
              <Link className="font-medium whitespace-nowrap hover:underline" href={`/evidence/${item.id}`}>
                {item.exhibitNumber}
              </Link>
            </td>
            <td className="max-w-[320px] min-w-[200px] [overflow-wrap:anywhere]">{item.description}</td>
            <td>
              {item.state === 'sealed' ? (
                <StatusPill status="sealed" />
              ) : item.state === 'being-acquired' ? (
                <Link href={`/acquisitions/${item.acquisitionId}`}>
                  <StatusPill status="not-yet-sealed" />
                </Link>
              ) : (
                <StatusPill status="not-acquired" />
              )}
            </td>
            <td className="font-mono text-[12px]">
              {item.sha256 === null ? '' : `${item.sha256.slice(0, 16)}…`}
            </td>
            <td>
              <Time at={item.createdAt} />
            </td>
          </tr>
        ))}
      </Table>
      <NewestOf shown={items.length} inAll={page.evidenceInAll} what="items">
        <Link className="underline" href={`/incidents/${page.incident.id}?tab=evidence`}>
          All evidence of the incident
        </Link>
      </NewestOf>
    </section>
  );
}
