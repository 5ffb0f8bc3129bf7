import Link from 'next/link';
import { AcquisitionPane } from '@/components/acquisition/acquisition-pane.tsx';
import { AcquisitionsTable } from '@/components/acquisition/acquisitions-table.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { listHref } from '@/components/ui/list-href.ts';
import { PageFoot } from '@/components/ui/page-foot.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { TabsNav } from '@/components/ui/tabs-nav.tsx';
import { getAcquisition } from '@/lib/queries/get-acquisition.ts';
import { listAcquisitions } from '@/lib/queries/list-acquisitions.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';

/** The filter, and the acquisition that lies open beside the list: all of it in the address. */
interface Query {
  readonly before?: string;
  readonly only?: string;
  readonly item?: string;
}

interface Props {
  readonly searchParams: Promise<Query>;
}

export const metadata = { title: 'Acquisitions' };

export default async function AcquisitionsPage({ searchParams }: Props) {
  const [viewer, { before, only, item }] = await Promise.all([requireViewer(), searchParams]);
  const open = only === 'open';
  const page = await shown(listAcquisitions(viewer, { before, only: open ? 'open' : undefined }));
  const chosen = page.rows.find((row) => row.id === item);
  const beside = chosen === undefined ? null : await shown(getAcquisition(viewer, chosen.id));
  const filters = { only: open ? 'open' : undefined };
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
        <div className={beside === null ? '' : 'grid gap-8 lg:grid-cols-[minmax(0,1fr)_400px]'}>
          <div className="min-w-0">
            <AcquisitionsTable
              rows={page.rows}
              openId={beside?.id}
              besideHref={(id) => listHref('/acquisitions', { ...filters, before, item: id })}
            />
          </div>
          {beside !== null && (
            <AcquisitionPane
              acquisition={beside}
              closeHref={listHref('/acquisitions', { ...filters, before })}
            />
          )}
        </div>
      )}
      <PageFoot
        {...{ shown: page.rows.length, inAll: page.inAll, what: 'acquisitions' }}
        next={page.olderThan && listHref('/acquisitions', { ...filters, before: page.olderThan })}
        first={before === undefined ? null : listHref('/acquisitions', filters)}
      />
    </>
  );
}
