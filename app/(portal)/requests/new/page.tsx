import { AccessRequestForm } from '@/components/access/request-form.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { getRequestForm, type RequestForm } from '@/lib/queries/get-request-form.ts';
import { offeredModes } from '@/lib/web/grant-offers.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import { requestAccessAction } from '../actions.ts';

interface Props {
  readonly searchParams: Promise<{ readonly evidence?: string; readonly incident?: string }>;
}

export const metadata = { title: 'Request access' };

export default async function NewRequestPage({ searchParams }: Props) {
  const [viewer, { evidence, incident }] = await Promise.all([requireViewer(), searchParams]);
  const offered = await offeredModes();
  const form = await shown(getRequestForm(viewer, { evidenceId: evidence, incidentId: incident }, offered));
  const [first] = form.items;
  const what = form.whole
    ? `all ${form.inAll} sealed items of ${form.incident.number}`
    : (first?.exhibitNumber ?? '');
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: 'Requests', href: '/requests' }, { label: 'New' }]}
        title={`Request access to ${what}`}
        subtitle={
          form.whole
            ? namesOf(form)
            : `${first?.description ?? ''} · ${form.incident.number}, ${form.incident.title}`
        }
      />
      <div className="mt-6">
        <AccessRequestForm form={form} action={requestAccessAction} />
      </div>
    </>
  );
}

function namesOf({ items, inAll }: RequestForm): string {
  const named = items.map(({ exhibitNumber }) => exhibitNumber).join(', ');
  return inAll > items.length ? `${named} and ${inAll - items.length} more` : named;
}
