import { BundlePage } from '@/components/bundle/bundle-view.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { getBundle } from '@/lib/queries/get-bundle.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import { acceptReceiptAction } from '../../../bundles/actions.ts';

export const metadata = { title: 'Bundle' };

export default async function ItemBundlePage({
  params,
}: {
  params: Promise<{ readonly evidenceId: string }>;
}) {
  const [viewer, { evidenceId }] = await Promise.all([requireViewer(), params]);
  const bundle = await shown(getBundle(viewer, 'item', evidenceId));
  return (
    <>
      <PageHeader
        breadcrumb={[
          { label: 'Evidence', href: '/evidence' },
          { label: bundle.name, href: `/evidence/${bundle.id}` },
          { label: 'Bundle' },
        ]}
        title={`Bundle of ${bundle.name}`}
        subtitle="Everything recorded of it, to be checked without us"
      />
      <BundlePage bundle={bundle} acceptReceipt={acceptReceiptAction} />
    </>
  );
}
