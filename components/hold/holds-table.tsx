import Link from 'next/link';
import type { ReactNode } from 'react';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import { doerWords } from '@/lib/custody/hold-event-words.ts';
import type { HoldView } from '@/lib/queries/get-incident-guard.ts';

/** The legal holds that stand, and those that should. `lift`: what can be done about one, if anything. */
export function HoldsTable({
  holds,
  lift,
}: {
  holds: readonly HoldView[];
  lift?: (hold: HoldView) => ReactNode;
}) {
  return (
    <section>
      <h2 className="font-semibold">Legal holds</h2>
      {holds.length === 0 ? (
        <p className="mt-1 text-ink-2">None stands, as Azure said last.</p>
      ) : (
        <Table
          caption="Legal holds"
          columns={['Tag', 'Case reference', 'State', 'Set', 'By', { hidden: 'What can be done' }]}
        >
          {holds.map((hold) => (
            <tr key={hold.tag}>
              <td className="font-mono text-[13px]">{hold.tag}</td>
              <td>{hold.caseReference ?? <span className="text-ink-2">None</span>}</td>
              <td>
                <StatusPill status={hold.gone ? 'missing' : 'held'} />
              </td>
              <td>{hold.at === null ? '' : <Time at={hold.at} />}</td>
              <td className="break-words">
                {hold.recordedBy !== null && <span className="block">For {hold.recordedBy}</span>}
                {hold.by !== null && (
                  <span className={hold.recordedBy === null ? '' : 'text-[13px] text-ink-2'}>
                    {doerWords(hold.by)}
                  </span>
                )}
              </td>
              <td>
                {hold.lift === null ? (
                  lift?.(hold)
                ) : (
                  <Link className="underline underline-offset-2" href={`/controls/${hold.lift.id}`}>
                    {hold.lift.number} proposes to lift it
                  </Link>
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}
