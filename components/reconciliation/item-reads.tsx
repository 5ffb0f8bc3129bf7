import Link from 'next/link';
import { Notice } from '@/components/ui/notice.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import { findingTitle } from '@/lib/custody/reconciliation-words.ts';
import type { ItemReads } from '@/lib/queries/get-item-reads.ts';
import { effectWords, howWords } from './log-words.ts';

/** Requests for an item's stored copy that Azure itself logged, with the time for which that can be said. */
export function ItemReadsPanel({ reads, mayOpen }: { reads: ItemReads; mayOpen: boolean }) {
  const { rows, findings, log } = reads;
  const open = findings.filter(({ state }) => state === 'open');
  return (
    <section className="mt-7">
      <h2 className="font-semibold">Requests known to Azure</h2>
      <Coverage log={log} />
      {open.length > 0 && (
        <Notice
          tone="bad"
          title={`${open.length} ${open.length === 1 ? 'thing' : 'things'} that the record does not account for`}
        >
          <ul>
            {open.map(({ id, kind, at }) => (
              <li key={id}>
                {mayOpen ? (
                  <Link className="underline" href={`/reconciliation?finding=${id}`}>
                    {findingTitle(kind)}
                  </Link>
                ) : (
                  findingTitle(kind)
                )}
                , <Time at={at} />
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {rows.length === 0 ? (
        <p className="mt-1 text-ink-2">None in that time.</p>
      ) : (
        <Table
          caption="Requests known to Azure"
          columns={['Who', 'What', 'Requests', 'Explained by', 'First', 'Last', 'From']}
        >
          {rows.map((row) => (
            <tr key={[row.who, row.effect, row.how].join(' ')}>
              <td className="min-w-[150px] [overflow-wrap:anywhere]">{row.who}</td>
              <td className="min-w-[110px]">{effectWords(row.effect)}</td>
              <td className="tabular-nums">{row.requests}</td>
              <td>{row.how === 'finding' ? <strong>Nothing</strong> : howWords(row.how)}</td>
              <td>
                <Time at={row.firstAt} />
              </td>
              <td>
                <Time at={row.lastAt} />
              </td>
              <td className="min-w-[120px] font-mono text-[13px]">{row.addresses.join(', ')}</td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}

function Coverage({ log }: Pick<ItemReads, 'log'>) {
  if (log === null || log.to === null)
    return (
      <Notice
        tone="unknown"
        title="The locker’s log was never read: who asked for this item past the product is unknown."
      >
        {log?.problem?.words}
      </Notice>
    );
  return (
    <>
      <p className="mt-1 text-[13px] text-ink-2">
        Covered from <Time at={log.from} /> to <Time at={log.to} />; records may come {log.latenessMinutes}{' '}
        minutes late. A time without any record proves nothing.
      </p>
      {!log.asked && (
        <Notice tone="unknown" title="Nobody has read it for minutes: what happened since is unknown." />
      )}
      {log.problem !== null && <Notice tone="unknown" title={`Not known since then: ${log.problem.words}`} />}
    </>
  );
}
