import Link from 'next/link';
import { LedgerTabs } from '@/components/ledger/ledger-tabs.tsx';
import { StartVerification } from '@/components/ledger/start-verification.tsx';
import { VerificationsTable } from '@/components/ledger/verifications-table.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { listVerifications } from '@/lib/queries/list-verifications.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import { startVerificationAction } from '../actions.ts';

interface Props {
  readonly searchParams: Promise<{ readonly below?: string }>;
}

export const metadata = { title: 'Verifications' };

export default async function VerificationsPage({ searchParams }: Props) {
  const [viewer, { below }] = await Promise.all([requireViewer(), searchParams]);
  const page = await shown(listVerifications(viewer, below));
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: 'Ledger', href: '/ledger' }, { label: 'Verifications' }]}
        title="Verifications"
        subtitle="The ledger held against its anchors and witnesses, everything computed anew."
      />
      <LedgerTabs current="verifications" verifies />
      <div className="my-6">
        {/* The form stays while the page behind it changes: it is what goes on to the run that was begun. */}
        <StartVerification
          action={startVerificationAction}
          open={page.rows.some(({ state }) => state !== 'done')}
        />
      </div>
      {page.rows.length === 0 ? (
        <EmptyState title="Nobody has had the ledger verified yet">
          Each verification stays here with what it covered and found.
        </EmptyState>
      ) : (
        <VerificationsTable rows={page.rows} />
      )}
      {page.olderThan !== null && (
        <Link className="mt-4 inline-block underline" href={`/ledger/verifications?below=${page.olderThan}`}>
          Load older
        </Link>
      )}
    </>
  );
}
