import { forbidden } from 'next/navigation';
import { OpenIncidentForm } from '@/components/incident/open-incident-form.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { mayDo } from '@/lib/custody/permission.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import { openIncidentAction } from '../actions.ts';

export const metadata = { title: 'Open an incident' };

export default async function NewIncidentPage() {
  const viewer = await requireViewer();
  if (!mayDo(viewer.actor.roles, 'incident.open')) forbidden();
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: 'Incidents', href: '/incidents' }, { label: 'Open an incident' }]}
        title="Open an incident"
        subtitle="For a matter that Defender does not know. Opening it is recorded."
      />
      <OpenIncidentForm action={openIncidentAction} />
    </>
  );
}
