import { SearchBundle } from '@/components/bundle/search-bundle.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { getSearchBundle } from '@/lib/queries/get-search-bundle.ts';
import { inTime } from '@/lib/web/in-time.ts';
import { shown } from '@/lib/web/shown.ts';
import { type TimelineParams, timelineRequest } from '@/lib/web/timeline-request.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import { acceptReceiptAction } from '../../bundles/actions.ts';

interface Props {
  readonly searchParams: Promise<TimelineParams>;
}

export const metadata = { title: 'Bundle of a search' };

export default async function SearchBundlePage({ searchParams }: Props) {
  const [viewer, params] = await Promise.all([requireViewer(), searchParams]);
  const { text, read } = timelineRequest(params, 'anything');
  const bundle = read.ok ? await shown(inTime(getSearchBundle(viewer, read.query))) : null;
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: 'Audit', href: `/audit?q=${encodeURIComponent(text)}` }, { label: 'Bundle' }]}
        title="Bundle of a search"
        subtitle="Events with their proofs, to be checked without us"
      />
      {bundle === null || 'tooSlow' in bundle ? (
        <Notice tone="attention" title="No bundle can be made of this search">
          {bundle === null ? (read.ok ? '' : read.problem) : bundle.tooSlow}
        </Notice>
      ) : (
        <SearchBundle bundle={bundle} acceptReceipt={acceptReceiptAction} />
      )}
    </>
  );
}
