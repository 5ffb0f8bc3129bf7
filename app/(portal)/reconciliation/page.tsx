import Link from 'next/link';
import { FindingFilters } from '@/components/reconciliation/finding-filters.tsx';
import { FindingPane } from '@/components/reconciliation/finding-pane.tsx';
import { FindingsTable } from '@/components/reconciliation/findings-table.tsx';
import { LogCoverage } from '@/components/reconciliation/log-coverage.tsx';
import { ReconciliationSummary } from '@/components/reconciliation/reconciliation-summary.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { listHref } from '@/components/ui/list-href.ts';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { TabsNav } from '@/components/ui/tabs-nav.tsx';
import { mayDo } from '@/lib/custody/permission.ts';
import {
  type FindingView,
  findingViews,
  getReconciliation,
  type ReconciliationView,
} from '@/lib/queries/get-reconciliation.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import { noteFindingAction } from './actions.ts';

interface Props {
  readonly searchParams: Promise<{
    readonly show?: string;
    readonly kind?: string;
    readonly finding?: string;
    readonly before?: string;
  }>;
}

export const metadata = { title: 'Reconciliation' };

export default async function ReconciliationPage({ searchParams }: Props) {
  const [viewer, asked] = await Promise.all([requireViewer(), searchParams]);
  const view = await shown(getReconciliation(viewer, asked));
  const { chosen, logs } = view;
  const note = mayDo(viewer.actor.roles, 'reconciliation.note') ? noteFindingAction : null;
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: 'Reconciliation' }]}
        title="Reconciliation"
        subtitle="What Azure’s own logs say, held against the ledger every half minute."
      />
      {logs.length === 0 ? (
        <EmptyState title="No log was read yet">
          The worker reads them within a minute of its start. Until then nothing here is known.
        </EmptyState>
      ) : (
        <ReconciliationSummary view={view} />
      )}
      <div className={chosen === null ? '' : 'grid gap-8 lg:grid-cols-[minmax(0,1fr)_400px]'}>
        <div className="min-w-0">
          <Findings view={view} />
          <h2 className="mt-10 font-semibold">Coverage</h2>
          {logs.map((log) => (
            <LogCoverage key={log.log} log={log} now={view.readAt} />
          ))}
        </div>
        {chosen !== null && (
          <div className="order-first min-w-0 lg:order-none">
            <FindingPane finding={chosen} closeHref={hrefOf(view, undefined)} note={note} />
          </div>
        )}
      </div>
    </>
  );
}

function Findings({ view }: { view: ReconciliationView }) {
  const { findings, counts, kind, chosen, olderThan } = view;
  return (
    <>
      <TabsNav
        label="Which findings"
        current={view.view}
        tabs={findingViews.map((one) => ({
          id: one,
          label: tabTitle(one),
          href: listHref('/reconciliation', { show: one }),
          count: counts[one],
        }))}
      />
      <FindingFilters show={view.view} kind={kind} />
      {findings.length === 0 ? (
        <EmptyState title="Nothing was found">
          That holds for the time below for which each log was read, and for nothing else.
        </EmptyState>
      ) : (
        <FindingsTable rows={findings} openId={chosen?.id ?? null} hrefOf={(id) => hrefOf(view, id)} />
      )}
      {olderThan !== null && (
        <Link
          className="mt-4 inline-block underline"
          href={listHref('/reconciliation', { show: view.view, kind: kind ?? '', before: olderThan })}
        >
          Load more
        </Link>
      )}
    </>
  );
}

function hrefOf({ view, kind }: ReconciliationView, finding: string | undefined): string {
  return listHref('/reconciliation', { show: view, kind: kind ?? undefined, finding });
}

function tabTitle(view: FindingView): string {
  switch (view) {
    case 'open':
      return 'Open';
    case 'explained':
      return 'Explained later';
    case 'all':
      return 'All';
  }
}
