import { BundlePage } from '@/components/bundle/bundle-view.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { getBundle } from '@/lib/queries/get-bundle.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import { acceptReceiptAction } from '../../../bundles/actions.ts';

export const metadata = { title: 'Bundle' };

export default async function IncidentBundlePage({
  params,
}: {
  params: Promise<{ readonly incidentId: string }>;
}) {
  const [viewer, { incidentId }] = await Promise.all([requireViewer(), params]);
  const bundle = await shown(getBundle(viewer, 'incident', incidentId));
  return (
    <>
      <PageHeader
        breadcrumb={[
          { label: 'Incidents', href: '/incidents' },
          { label: bundle.name, href: `/incidents/${bundle.id}` },
          { label: 'Bundle' },
        ]}
        title={`Bundle of ${bundle.name}`}
        subtitle={`${bundle.incident.title}, with all its evidence, to be checked without us`}
      />
      <BundlePage bundle={bundle} acceptReceipt={acceptReceiptAction} />
    </>
  );
}
