import Link from 'next/link';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { NewestOf } from '@/components/ui/newest-of.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import { timespanWords } from '@/lib/custody/hunting.ts';
import { inPlainSight } from '@/lib/custody/plain-sight.ts';
import type { RunView } from '@/lib/queries/get-hunting.ts';

/** What was asked before in this incident; each stands in its timeline besides. */
export function HuntingRuns({
  incidentId,
  runs,
  inAll,
}: {
  incidentId: string;
  runs: readonly RunView[];
  inAll: number;
}) {
  return (
    <section className="mt-9" aria-labelledby="runs-title">
      <h2 id="runs-title" className="font-semibold">
        Queries run here
      </h2>
      {runs.length === 0 ? (
        <EmptyState title="No query was run in this incident" />
      ) : (
        <Table
          caption="Queries run in this incident"
          columns={['Asked', 'Query', 'Over', 'Rows', 'By', 'Item']}
        >
          {runs.map((run) => (
            <tr key={run.id}>
              <td>
                <Link className="hover:underline" href={`/incidents/${incidentId}/hunting?run=${run.id}`}>
                  <Time at={run.askedAt} />
                </Link>
              </td>
              <td className="max-w-[420px] truncate font-mono text-[12px]" title={oneLine(run.query)}>
                <bdi>{oneLine(run.query)}</bdi>
              </td>
              <td className="whitespace-nowrap">{timespanWords(run.timespan)}</td>
              <td className="tabular-nums">
                {run.rowCount}
                {run.truncated && ' or more'}
              </td>
              <td>{run.personName}</td>
              <td>
                {run.item !== null && (
                  <Link className="hover:underline" href={`/evidence/${run.item.id}`}>
                    {run.item.exhibitNumber}
                  </Link>
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
      <NewestOf shown={runs.length} inAll={inAll} what="queries">
        <Link className="underline" href={`/incidents/${incidentId}?tab=timeline`}>
          All of them stand in the incident’s timeline.
        </Link>
      </NewestOf>
    </section>
  );
}

function oneLine(query: string): string {
  return inPlainSight(query.replaceAll(/\s+/g, ' '));
}
