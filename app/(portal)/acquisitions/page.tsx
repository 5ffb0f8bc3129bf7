import Link from 'next/link';
import { AcquisitionsTable } from '@/components/acquisition/acquisitions-table.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { TabsNav } from '@/components/ui/tabs-nav.tsx';
import { listAcquisitions } from '@/lib/queries/list-acquisitions.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';

interface Props {
  readonly searchParams: Promise<{ readonly before?: string; readonly only?: string }>;
}

export const metadata = { title: 'Acquisitions' };

export default async function AcquisitionsPage({ searchParams }: Props) {
  const [viewer, { before, only }] = await Promise.all([requireViewer(), searchParams]);
  const open = only === 'open';
  const page = await shown(listAcquisitions(viewer, { before, only: open ? 'open' : undefined }));
  return (
    <>
      <PageHeader breadcrumb={[{ label: 'Acquisitions' }]} title="Acquisitions" />
      <TabsNav
        label="Which acquisitions"
        current={open ? 'open' : 'all'}
        tabs={[
          { id: 'all', label: 'All', href: '/acquisitions' },
          { id: 'open', label: 'Under way or waiting', href: '/acquisitions?only=open' },
        ]}
      />
      {page.rows.length === 0 ? (
        <EmptyState title={open ? 'Nothing is under way' : 'No acquisition yet'}>
          Open an <Link href="/incidents">incident</Link> and choose Acquire disk on one of its machines.
        </EmptyState>
      ) : (
        <AcquisitionsTable rows={page.rows} />
      )}
      {page.olderThan !== null && (
        <Link
          className="mt-4 inline-block underline"
          href={`/acquisitions?${open ? 'only=open&' : ''}before=${page.olderThan}`}
        >
          Load older
        </Link>
      )}
    </>
  );
}
