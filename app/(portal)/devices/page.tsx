import Link from 'next/link';
import { DevicesTable } from '@/components/device/devices-table.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { listHref } from '@/components/ui/list-href.ts';
import { NameFilter } from '@/components/ui/name-filter.tsx';
import { PageFoot } from '@/components/ui/page-foot.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { listDevices } from '@/lib/queries/list-devices.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';

interface Props {
  readonly searchParams: Promise<{ readonly q?: string; readonly page?: string }>;
}

export const metadata = { title: 'Devices' };

export default async function DevicesPage({ searchParams }: Props) {
  const [viewer, asked] = await Promise.all([requireViewer(), searchParams]);
  const { rows, inAll, page, next } = await shown(listDevices(viewer, asked));
  const q = asked.q ?? '';
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: 'Devices' }]}
        title="Devices"
        subtitle="Every device that an incident names, as Defender described it last."
      />
      <p className="mt-4 max-w-[80ch] text-[13px] text-ink-2">
        Device groups are read from the devices themselves, every quarter of an hour. Holdfast asks Defender
        with tokens of applications, which Microsoft’s own device groups do not limit: the rights shown here
        are kept by Holdfast, when something is asked for and again when it is sent. Isolation is shown as
        asked here; what is done in Microsoft’s portal does not show.
      </p>
      <NameFilter
        field="q"
        value={q}
        label="Find devices by name or id"
        placeholder="Name or id of a device"
      />
      {rows.length === 0 ? <NoDevice q={q} page={page} /> : <DevicesTable rows={rows} />}
      <PageFoot
        {...{ shown: rows.length, inAll, what: 'devices', nextWords: 'Load more' }}
        next={next === null ? null : listHref('/devices', { q, page: String(next) })}
        first={page === 1 ? null : listHref('/devices', { q })}
      />
    </>
  );
}

function NoDevice({ q, page }: { q: string; page: number }) {
  if (q !== '' || page > 1)
    return (
      <EmptyState title={q === '' ? 'No device on this page' : `No device is called “${q}”`}>
        <Link href="/devices">Show all</Link>
      </EmptyState>
    );
  return (
    <EmptyState title="No incident names a device">
      Devices come with the <Link href="/incidents">incidents</Link> of Defender.
    </EmptyState>
  );
}
