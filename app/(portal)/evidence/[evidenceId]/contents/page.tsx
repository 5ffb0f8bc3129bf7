import { FrozenNotice } from '@/components/access/frozen-notice.tsx';
import { ContentViewer } from '@/components/contents/content-viewer.tsx';
import { ButtonLink } from '@/components/ui/button.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { byteWords } from '@/lib/custody/byte-words.ts';
import { evidenceKind, isDiskImage } from '@/lib/custody/evidence-source.ts';
import { getEvidenceItem } from '@/lib/queries/get-evidence-item.ts';
import { getItemAccess } from '@/lib/queries/get-item-access.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import { viewContentAction } from './actions.ts';

interface Props {
  readonly params: Promise<{ readonly evidenceId: string }>;
}

export const metadata = { title: 'Contents' };

/** Opening this page reads nothing of the item: a page of its bytes is shown by an act, which is recorded. */
export default async function ContentsPage({ params }: Props) {
  const [viewer, { evidenceId }] = await Promise.all([requireViewer(), params]);
  const [item, access] = await shown(
    Promise.all([getEvidenceItem(viewer, evidenceId), getItemAccess(viewer, evidenceId)]),
  );
  const page = `/evidence/${item.id}`;
  return (
    <>
      <PageHeader
        breadcrumb={[
          { label: 'Evidence', href: '/evidence' },
          { label: item.exhibitNumber, href: `${page}?tab=access` },
          { label: 'Contents' },
        ]}
        title={`Contents of ${item.exhibitNumber}`}
        status={item.frozenSince === null ? null : <StatusPill status="frozen" />}
        subtitle={`${item.description}${item.sizeBytes === null ? '' : ` · ${byteWords(item.sizeBytes)}`}`}
      />
      <FrozenNotice since={item.frozenSince} page={page} />
      {access.may.see && item.sizeBytes !== null ? (
        <ContentViewer
          evidenceId={item.id}
          sizeBytes={item.sizeBytes}
          isDisk={isDiskImage(evidenceKind(item.source))}
          view={viewContentAction}
        />
      ) : (
        <div className="grid justify-items-start gap-4">
          <Notice tone="attention" title="You hold no live grant to see the contents of this item.">
            Somebody else decides whether you get one, for a time and from an address that you name.
          </Notice>
          {access.may.request && (
            <ButtonLink href={`/requests/new?evidence=${item.id}`}>Request access</ButtonLink>
          )}
        </div>
      )}
    </>
  );
}
