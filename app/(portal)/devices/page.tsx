import Link from 'next/link';
import { DevicesTable } from '@/components/device/devices-table.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { listDevices } from '@/lib/queries/list-devices.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';

export const metadata = { title: 'Devices' };

export default async function DevicesPage() {
  const page = await shown(listDevices(await requireViewer()));
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
      <div className="mt-6">
        {page.rows.length === 0 ? (
          <EmptyState title="No incident names a device">
            Devices come with the <Link href="/incidents">incidents</Link> of Defender.
          </EmptyState>
        ) : (
          <DevicesTable rows={page.rows} />
        )}
      </div>
      {page.more && (
        <Notice tone="attention" title="There are more devices than are shown here.">
          Open the incident of the one you look for.
        </Notice>
      )}
    </>
  );
}
