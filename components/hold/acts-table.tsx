import Link from 'next/link';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import { dayWords } from '@/lib/custody/hold-event-words.ts';
import type { GuardActView } from '@/lib/queries/get-incident-guard.ts';

/** What was asked for and is not done: on its way, waiting for a controller, or failed. */
export function ActsTable({ acts }: { acts: readonly GuardActView[] }) {
  if (acts.length === 0) return null;
  return (
    <section>
      <h2 className="font-semibold">Asked for, not done</h2>
      <Table caption="Asked for, not done" columns={['What', 'Who', 'When', 'State', 'Why not yet']}>
        {acts.map((act) => (
          <tr key={act.id}>
            <td>
              {act.proposalId === null ? (
                what(act)
              ) : (
                <Link className="underline underline-offset-2" href={`/controls/${act.proposalId}`}>
                  {what(act)}
                </Link>
              )}
            </td>
            <td>{act.name}</td>
            <td>
              <Time at={act.at} />
            </td>
            <td>
              <StatusPill
                status={act.state === 'failed' ? 'failed' : 'waiting'}
                {...(act.state === 'waits-for-controller'
                  ? { note: 'Confirmed, waits for the controller’s act' }
                  : {})}
              />
            </td>
            <td className="break-words">{act.problem ?? ''}</td>
          </tr>
        ))}
      </Table>
    </section>
  );
}

function what({ kind, tag, days }: GuardActView): string {
  switch (kind) {
    case 'place-hold':
      return `Place the hold ${tag}`;
    case 'clear-hold':
      return `Lift the hold ${tag}`;
    case 'extend-retention':
      return `Extend retention to ${dayWords(days ?? 0)}`;
  }
}
