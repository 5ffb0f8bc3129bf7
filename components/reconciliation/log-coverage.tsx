import { Notice } from '@/components/ui/notice.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import { timeBetween } from '@/components/ui/time-between.ts';
import type { LogView } from '@/lib/queries/log-coverage.ts';
import { hourStateStatus, hourStateWords, logTitle } from './log-words.ts';

/** One log: how far it was read, when it is asked next, and hour by hour whether anything came. */
export function LogCoverage({ log, now }: { log: LogView; now: string }) {
  const { from, to, latenessMinutes, problem, spans } = log;
  return (
    <section className="mt-8">
      <h3 className="font-semibold break-words">{logTitle(log)}</h3>
      <p className="mt-1 text-[13px] text-ink-2">
        {to === null ? (
          <>
            Never read. Asked since <Time at={from} />.
          </>
        ) : (
          <>
            Read from <Time at={from} /> to <Time at={to} />; records may come {latenessMinutes} minutes late.
            Last asked {timeBetween(log.triedAt, now)} ago{log.asked ? ', next within a minute' : ''}.
          </>
        )}
      </p>
      {!log.asked && <Notice tone="unknown" title="Nobody has asked for minutes. Is a worker running?" />}
      {problem !== null && (
        <Notice tone="unknown" title={`${problem.words} Since then nobody knows what it holds.`}>
          Since <Time at={problem.since} />.{' '}
          {problem.why === 'not-set-up'
            ? 'The README says how it is set up.'
            : 'It is asked again every half minute.'}
        </Notice>
      )}
      {spans.length > 0 && (
        <Table
          caption={`${logTitle(log)}, by hours, UTC`}
          columns={['From', 'To', 'State', 'Explained', 'Refused', 'Not explained', 'Of something else']}
        >
          {spans.toReversed().map((span) => (
            <tr key={span.from}>
              <td>
                <Time at={span.from} />
              </td>
              <td>
                <Time at={span.to} />
              </td>
              <td>
                <StatusPill status={hourStateStatus(span.state)} note={hourStateWords(span.state)} />
              </td>
              {[span.explained, span.refused, span.found, span.aside].map((count, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the columns never move
                <td key={index} className="tabular-nums">
                  {count}
                </td>
              ))}
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}
