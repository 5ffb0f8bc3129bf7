import Link from 'next/link';
import { CheckpointVerdict } from '@/components/ledger/checkpoint-verdict.tsx';
import { EntriesTable } from '@/components/ledger/entries-table.tsx';
import { EntrySearch } from '@/components/ledger/entry-search.tsx';
import { EpochNotice } from '@/components/ledger/epoch-notice.tsx';
import { checkpointAge, LedgerHead } from '@/components/ledger/ledger-head.tsx';
import { LedgerTabs } from '@/components/ledger/ledger-tabs.tsx';
import { Patrolled } from '@/components/ledger/patrolled.tsx';
import { VouchedFor } from '@/components/ledger/vouched-for.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { FactsStrip } from '@/components/ui/facts-strip.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { mayDo } from '@/lib/custody/permission.ts';
import { getLedgerAnchors } from '@/lib/queries/get-ledger-anchors.ts';
import { getLedgerEpochs } from '@/lib/queries/get-ledger-epochs.ts';
import { getLedgerState } from '@/lib/queries/get-ledger-state.ts';
import { ledgerAlarm } from '@/lib/queries/ledger-alarm.ts';
import { listLedgerEntries } from '@/lib/queries/list-ledger-entries.ts';
import { runtime } from '@/lib/runtime/runtime.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';

interface Props {
  readonly searchParams: Promise<{ readonly below?: string; readonly q?: string }>;
}

export const metadata = { title: 'Ledger' };

export default async function LedgerPage({ searchParams }: Props) {
  const [viewer, { below, q = '' }] = await Promise.all([requireViewer(), searchParams]);
  const keys = await (await runtime()).verifierKeys();
  const [state, page, anchors, epochs, alarm] = await shown(
    Promise.all([
      getLedgerState(viewer, keys),
      listLedgerEntries(viewer, below, q),
      getLedgerAnchors(viewer),
      getLedgerEpochs(viewer),
      ledgerAlarm(viewer),
    ]),
  );
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: 'Ledger' }]}
        title="Ledger"
        subtitle={state.origin ?? 'The ledger has not been opened yet'}
      />
      <FactsStrip
        facts={[
          { label: 'Epoch', value: String(epochs[0]?.number ?? 1) },
          { label: 'Entries', value: state.size },
          { label: 'Waiting for the ledger', value: String(state.waiting) },
          { label: 'Newest checkpoint over', value: state.checkpoint?.size ?? 'None yet' },
          { label: 'Checkpoint age', value: checkpointAge(state) },
          { label: 'Vouched for outside', value: <VouchedFor anchors={anchors} /> },
          { label: 'Rows read again', value: <Patrolled patrol={anchors.patrol} /> },
        ]}
      />
      <CheckpointVerdict state={state} isFrozen={alarm.freeze !== null} />
      <EpochNotice epoch={epochs[0]} />
      <LedgerTabs current="entries" verifies={mayDo(viewer.actor.roles, 'ledger.verify')} />
      <div className="mt-6 grid gap-x-11 gap-y-8 lg:grid-cols-[minmax(0,1fr)_380px]">
        <div className="min-w-0">
          <EntrySearch words={q} found={page.found} />
          {page.rows.length === 0 ? (
            <EmptyState title="No entries">
              {page.found === null ? (
                'The first recorded event becomes entry 0.'
              ) : (
                <Link href="/ledger">Show all entries</Link>
              )}
            </EmptyState>
          ) : (
            <EntriesTable rows={page.rows} />
          )}
          {page.olderThan !== null && (
            <Link
              className="mt-4 inline-block underline"
              href={`/ledger?${new URLSearchParams({ ...(q === '' ? {} : { q }), below: page.olderThan })}`}
            >
              Load older
            </Link>
          )}
        </div>
        <LedgerHead state={state} />
      </div>
    </>
  );
}
