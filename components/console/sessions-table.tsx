import Link from 'next/link';
import { NewestOf } from '@/components/ui/newest-of.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { SessionLine } from '@/lib/queries/get-console.ts';

/** Consoles of the device, newest first; each transcript stays. */
export function SessionsTable({
  sessions,
  inAll,
  current,
}: {
  sessions: readonly SessionLine[];
  inAll: number;
  current: string | null;
}) {
  if (sessions.length === 0) return null;
  return (
    <section className="mt-9" aria-labelledby="consoles">
      <h2 id="consoles" className="font-semibold">
        Transcripts
      </h2>
      <Table caption="Consoles of this device" columns={['Opened', 'By', 'Lines', 'State']}>
        {sessions.map(({ id, openedAt, personName, lines, closedAt }) => (
          <tr key={id} aria-current={id === current ? 'true' : undefined}>
            <td>
              <Link className="font-medium hover:underline" href={`?session=${id}`}>
                <Time at={openedAt} inline />
              </Link>
            </td>
            <td>{personName}</td>
            <td>{lines}</td>
            <td>
              <StatusPill status={closedAt === null ? 'open' : 'closed'} />
            </td>
          </tr>
        ))}
      </Table>
      <NewestOf shown={sessions.length} inAll={inAll} what="consoles">
        The others stand in the incident’s timeline.
      </NewestOf>
    </section>
  );
}
