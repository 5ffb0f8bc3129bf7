import Link from 'next/link';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { ScriptUse } from '@/lib/queries/script-uses.ts';

const most = 100; // that the query gives

/** Where the script was used: on which devices, for which incidents, with which bytes. */
export function ScriptUses({ uses }: { uses: readonly ScriptUse[] }) {
  return (
    <section aria-labelledby="uses" className="mt-10">
      <h2 id="uses" className="mb-2 text-[17px] font-semibold">
        Where used
      </h2>
      {uses.length === 0 ? (
        <EmptyState title="No action on a device has named it">
          What was run in Microsoft’s own portal does not show here.
        </EmptyState>
      ) : (
        <Table caption="Where used" columns={['Action', 'Device', 'Incident', 'Asked by', 'SHA-256', 'When']}>
          {uses.map((use) => (
            <tr key={use.actionId}>
              <td className="whitespace-nowrap">
                {use.number}
                <span className="block text-[13px] text-ink-2">{use.state}</span>
              </td>
              <td>
                <Link className="break-all" href={`/incidents/${use.incident.id}/devices/${use.device.id}`}>
                  <PlainText text={use.device.name} />
                </Link>
              </td>
              <td className="whitespace-nowrap">{use.incident.number}</td>
              <td>{use.requesterName}</td>
              <td>
                <code title={use.sha256}>{use.sha256.slice(0, 16)}…</code>
              </td>
              <td>
                <Time at={use.at} />
              </td>
            </tr>
          ))}
        </Table>
      )}
      {uses.length >= most && (
        <p className="mt-2 text-[13px] text-ink-2">
          The newest {most} at most. A device’s page names its others.
        </p>
      )}
    </section>
  );
}
