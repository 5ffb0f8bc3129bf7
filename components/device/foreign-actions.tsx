import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import { inPlainSight } from '@/lib/custody/plain-sight.ts';
import type { ForeignActionView } from '@/lib/queries/get-device.ts';

/** What Defender lists on the device and nobody asked for here. A live response of its portal is in no list of actions. */
export function ForeignActions({ actions }: { actions: readonly ForeignActionView[] }) {
  if (actions.length === 0) return null;
  return (
    <section className="mt-9" aria-labelledby="foreign">
      <h2 id="foreign" className="font-semibold">
        What others asked of it
      </h2>
      <p className="mt-1 text-[13px] text-ink-2">
        As Defender lists it; nobody asked for it here. Each is in the incident’s timeline.
      </p>
      <Table
        caption="Actions of others on the device"
        columns={['Type', 'Asked by', 'Asked', 'Seen', 'Comment']}
      >
        {actions.map((action) => (
          <tr key={action.defenderId}>
            <td className="font-medium">{inPlainSight(action.type)}</td>
            <td>{action.requestor === null ? 'Unknown' : inPlainSight(action.requestor)}</td>
            <td>{action.requestedAt === null ? 'Unknown' : <Time at={action.requestedAt} />}</td>
            <td>
              <Time at={action.seenAt} />
            </td>
            <td className="max-w-[320px] break-words">
              <bdi>{action.comment === null ? '' : inPlainSight(action.comment)}</bdi>
            </td>
          </tr>
        ))}
      </Table>
    </section>
  );
}
