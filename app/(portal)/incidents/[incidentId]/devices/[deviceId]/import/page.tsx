import { ImportForm } from '@/components/import/import-form.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { getDevice } from '@/lib/queries/get-device.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import { importFileAction } from './actions.ts';

interface Props {
  readonly params: Promise<{ readonly incidentId: string; readonly deviceId: string }>;
}

export const metadata = { title: 'Import a session' };

export default async function ImportPage({ params }: Props) {
  const [viewer, { incidentId, deviceId }] = await Promise.all([requireViewer(), params]);
  const { incident, name, deviceId: id } = await shown(getDevice(viewer, incidentId, deviceId));
  return (
    <>
      <PageHeader
        breadcrumb={[
          { label: 'Incidents', href: '/incidents' },
          { label: incident.number, href: `/incidents/${incident.id}` },
          { label: name, href: `/incidents/${incident.id}/devices/${id}` },
          { label: 'Import' },
        ]}
        title={`Import a session run on ${name}`}
        subtitle={`${incident.number} · ${incident.title}`}
      />
      {incident.open ? (
        <ImportForm incidentId={incident.id} deviceId={id} register={importFileAction} />
      ) : (
        <Notice tone="attention" title="This incident is closed. Reopen it before you import." />
      )}
    </>
  );
}
