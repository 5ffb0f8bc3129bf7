import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { PastInventory } from '@/lib/queries/get-inventory.ts';
import { FindingMark } from './finding-mark.tsx';

/** Inventories that are over, with what each found otherwise than recorded. */
export function PastInventories({ inventories }: { inventories: readonly PastInventory[] }) {
  if (inventories.length === 0) return null;
  return (
    <section className="mt-8">
      <h2 className="font-semibold">Past inventories</h2>
      <Table
        caption="Past inventories"
        columns={['Inventory', 'State', 'Begun', 'Ended', 'Signed by', 'Items', 'Discrepancies']}
      >
        {inventories.map((one) => (
          <tr key={one.number}>
            <td className="whitespace-nowrap">{one.number}</td>
            <td>
              <StatusPill
                status={one.state === 'ended' ? 'ended' : 'cancelled'}
                note={one.state === 'ended' ? 'Ended' : 'Abandoned'}
              />
            </td>
            <td>
              <Time at={one.startedAt} />
            </td>
            <td>
              <Time at={one.endedAt} />
            </td>
            <td>{one.signers.join(' and ') || 'Nobody'}</td>
            <td>{one.items.length}</td>
            <td className="min-w-[200px]">
              <Discrepancies inventory={one} />
            </td>
          </tr>
        ))}
      </Table>
    </section>
  );
}

function Discrepancies({ inventory: { items, state } }: { inventory: PastInventory }) {
  const others = items.filter(({ count }) => count !== null && count.finding !== 'as-recorded');
  if (others.length === 0) return state === 'ended' ? 'None' : '–';
  return (
    <ul>
      {others.map(({ evidenceId, exhibitNumber, count }) => (
        <li key={evidenceId} className="break-words">
          {exhibitNumber}: {count !== null && <FindingMark finding={count.finding} />}, {count?.condition}
        </li>
      ))}
    </ul>
  );
}
