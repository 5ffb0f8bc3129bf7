import { FactsStrip } from '@/components/ui/facts-strip.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { timeBetween } from '@/components/ui/time-between.ts';
import type { ReconciliationView } from '@/lib/queries/get-reconciliation.ts';

/** The one sentence that matters first, and how much was held against the ledger. */
export function ReconciliationSummary({ view }: { view: ReconciliationView }) {
  const { counts, logs, readAt } = view;
  const unread = logs.filter(({ problem, to, asked }) => problem !== null || to === null || !asked);
  const newest = logs.map(({ triedAt }) => triedAt).reduce((a, b) => (a > b ? a : b), '');
  return (
    <>
      {counts.open > 0 && (
        <Notice tone="bad" title={`${counts.open} ${counts.open === 1 ? 'finding is' : 'findings are'} open`}>
          Azure’s logs and the ledger do not agree about them. Each one shows both sides.
        </Notice>
      )}
      {unread.length > 0 && (
        <Notice
          tone="unknown"
          title={
            unread.length === logs.length
              ? 'No log can be read now'
              : `${unread.length} of ${logs.length} logs cannot be read now`
          }
        >
          What happened since then is unknown. Reading goes on from where it stopped.
        </Notice>
      )}
      <FactsStrip
        facts={[
          {
            label: 'Open',
            value: counts.open === 0 ? '0' : <StatusPill status="fail" note={String(counts.open)} />,
          },
          { label: 'Explained later', value: counts.explained },
          { label: 'Records explained, two days', value: sum(logs.map(({ explained }) => explained)) },
          { label: 'Refused by Azure, two days', value: sum(logs.map(({ refused }) => refused)) },
          { label: 'Last asked', value: `${timeBetween(newest, readAt)} ago` },
        ]}
      />
    </>
  );
}

function sum(counts: readonly number[]): string {
  return counts.reduce((all, one) => all + one, 0).toLocaleString('en-GB');
}
