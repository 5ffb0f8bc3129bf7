import Link from 'next/link';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { RetainedItem } from '@/lib/queries/get-incident-guard.ts';

/** Until when each copy cannot be deleted, by its own age and the retention as Azure said last. */
export function RetainedItems({ items, inAll }: { items: readonly RetainedItem[]; inAll: number }) {
  if (items.length === 0) return null;
  return (
    <section>
      <h2 className="font-semibold">Items</h2>
      <Table caption="Items" columns={['Item', 'State', 'Cannot be deleted before']}>
        {items.map((item) => (
          <tr key={item.id}>
            <td className="whitespace-nowrap">
              <Link href={`/evidence/${item.id}?tab=holds`}>{item.exhibitNumber}</Link>
            </td>
            <td>
              <StatusPill status={item.disposed ? 'disposed' : 'sealed'} />
            </td>
            <td>{item.until === null ? 'Unknown' : <Time at={item.until} />}</td>
          </tr>
        ))}
      </Table>
      {inAll > items.length && (
        <p className="mt-2 text-[13px] text-ink-2">
          The first {items.length} of {inAll.toLocaleString('en-GB')} items. Each says so of itself on its
          Hold and retention tab.
        </p>
      )}
    </section>
  );
}
