import Link from 'next/link';
import { VerifyEvent } from '@/components/ledger/verify-event.tsx';
import { authorityWords } from '@/lib/custody/authority-words.ts';
import type { AzureTrace } from '@/lib/custody/azure-trace.ts';
import { inPlainSight } from '@/lib/custody/plain-sight.ts';
import type { TimelineEvent } from '@/lib/queries/timeline-event.ts';
import { DefinitionList } from './definition-list.tsx';

/** Everything the register holds of one event, down to the bytes that the ledger commits to. */
export function EventDetails({ event, ledgerLink }: { event: TimelineEvent; ledgerLink: boolean }) {
  const { record } = event;
  if (record === null) return <PlaceOnly event={event} ledgerLink={ledgerLink} />;
  const { report } = record;
  return (
    <div>
      <DefinitionList
        wide
        rows={[
          ['Event', <Mono key="event">{`${event.type}, number ${event.n} of its stream`}</Mono>],
          ['Taken by', event.who],
          ['Person', record.person === null ? null : `${record.person.name} (${record.person.account})`],
          ['Title of the person', record.person?.title ?? null],
          ['Signed in by', record.signIn.length === 0 ? null : record.signIn.join(', ')],
          ['Network address', record.address],
          ['Worker', record.workerId],
          ['Reason', record.reason],
          ['Legal authority', record.authority === null ? null : authorityWords(record.authority)],
          ['Recorded', <Mono key="recorded">{record.recordedAt}</Mono>],
          ['Clock', record.clock],
          ['Tool', record.tool],
          ...(report === null
            ? []
            : ([
                ['Attempt', String(report.attempt)],
                ['Began', <Mono key="began">{report.startedAt}</Mono>],
                ['Ended', <Mono key="ended">{report.endedAt}</Mono>],
                [
                  'Errors',
                  report.errors.length === 0 ? 'None recorded' : <Lines key="errors" lines={report.errors} />,
                ],
                [
                  'Calls to Azure',
                  report.azure.length === 0 ? 'None recorded' : <Traces key="calls" traces={report.azure} />,
                ],
              ] as const)),
          ['Ledger entry', <LedgerEntry key="entry" event={event} linked={ledgerLink} />],
          ['Leaf hash', <Mono key="leaf">{event.leaf}</Mono>],
        ]}
      />
      <details className="mt-3">
        <summary className="cursor-pointer text-[13px] text-ink-2">Canonical record</summary>
        <pre className="mt-2 rounded-md border border-hairline bg-panel p-3 font-mono text-[12px] whitespace-pre-wrap break-all">
          {inPlainSight(record.canonicalBody)}
        </pre>
        {inPlainSight(record.canonicalBody) !== record.canonicalBody && (
          <p className="mt-1 text-[13px] text-ink-2">
            Signs that no eye would see are written as {'\\u{…}'}. A bundle has the bytes as they are.
          </p>
        )}
      </details>
      {ledgerLink && event.ledgerIndex !== null && (
        <VerifyEvent event={{ id: event.id, leaf: event.leaf }} index={event.ledgerIndex} />
      )}
    </div>
  );
}

/** What is left of an event whose record cannot be read: where it stood. */
function PlaceOnly({ event, ledgerLink }: { event: TimelineEvent; ledgerLink: boolean }) {
  return (
    <DefinitionList
      wide
      rows={[
        ['Event', <Mono key="event">{`${event.type}, number ${event.n} of its stream`}</Mono>],
        ['Ledger entry', <LedgerEntry key="entry" event={event} linked={ledgerLink} />],
        ['Leaf hash', <Mono key="leaf">{event.leaf}</Mono>],
      ]}
    />
  );
}

function LedgerEntry({ event, linked }: { event: TimelineEvent; linked: boolean }) {
  const { ledgerIndex: index, trouble } = event;
  if (index === null) return trouble === null ? 'Waiting for the ledger' : 'Not in the ledger';
  if (!linked) return `#${index}`;
  return (
    <Link className="underline" href={`/ledger/${index}`}>
      #{index}
    </Link>
  );
}

function Mono({ children }: { children: string }) {
  return <span className="font-mono text-[12px] break-all">{children}</span>;
}

function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <ul>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function Traces({ traces }: { traces: readonly AzureTrace[] }) {
  return (
    <ul className="grid gap-2">
      {traces.map((trace) => (
        <li key={`${trace.operation} ${trace.requestId} ${trace.clientRequestId}`}>
          <span className="block">{trace.operation}</span>
          <Mono>{`request ${trace.requestId ?? 'not supplied'}`}</Mono>
          <br />
          <Mono>{`correlation ${trace.correlationId ?? 'not supplied'}`}</Mono>
        </li>
      ))}
    </ul>
  );
}
