import Link from 'next/link';
import { timeBetween } from '@/components/ui/time-between.ts';
import type { EvidenceView } from '@/lib/queries/get-evidence-item.ts';
import type { TimelineEvent } from '@/lib/queries/timeline-event.ts';

/** How far the ledger that holds these events is, and how old its newest signature is. */
export function LedgerProof({
  item,
  events,
  linked,
}: {
  item: EvidenceView;
  events: readonly TimelineEvent[]; // those on the page
  linked: boolean;
}) {
  const { ledger, readAt } = item;
  return (
    <section aria-labelledby="proof">
      <h2 id="proof" className="font-semibold">
        Proof
      </h2>
      <p className="mt-2 text-ink-2">
        Ledger size {ledger.size.replaceAll(/\B(?=(\d{3})+$)/g, ' ')},{' '}
        {ledger.checkpointAt === null
          ? 'no checkpoint signed yet.'
          : `newest checkpoint ${timeBetween(ledger.checkpointAt, readAt)} old, over ${ledger.checkpointSize} entries.`}
      </p>
      <p
        className={`mt-2 ${events.some(({ holds }) => holds === false) ? 'font-medium text-bad' : 'text-ink-2'}`}
      >
        {provenWords(events)}
      </p>
      {linked && (
        <Link className="mt-2 inline-block underline" href="/ledger">
          Open the ledger
        </Link>
      )}
    </section>
  );
}

function provenWords(events: readonly TimelineEvent[]): string {
  if (events.length === 0) return 'No event is on this page.';
  const proven = events.filter(({ holds }) => holds === true).length;
  const doubted = events.filter(({ holds }) => holds === false).length;
  const unknown = events.filter(({ holds }) => holds === null);
  const queued = unknown.filter(({ ledgerIndex }) => ledgerIndex === null).length;
  const of = `of ${events.length} events on this page`;
  return [
    doubted === 0
      ? `${proven} ${of} match their ledger entries.`
      : `${doubted} ${of} ${doubted === 1 ? 'does' : 'do'} not match what the ledger committed to.`,
    ...waitWords(queued, 'the ledger'),
    ...waitWords(unknown.length - queued, 'a signature'),
  ].join(' ');
}

function waitWords(count: number, what: string): readonly string[] {
  return count === 0 ? [] : [`${count} ${count === 1 ? 'waits' : 'wait'} for ${what}.`];
}
