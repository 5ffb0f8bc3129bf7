import { notFound } from 'next/navigation';
import { FrozenNotice } from '@/components/access/frozen-notice.tsx';
import { PackageViewer } from '@/components/package/package-viewer.tsx';
import { placeOf } from '@/components/package/table-address.ts';
import { ButtonLink } from '@/components/ui/button.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { byteWords } from '@/lib/custody/byte-words.ts';
import { evidenceKind } from '@/lib/custody/evidence-source.ts';
import { getEvidenceItem } from '@/lib/queries/get-evidence-item.ts';
import { getPackageAccess } from '@/lib/queries/get-package-access.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import { listPackageAction, readPackageFileAction } from './actions.ts';

interface Props {
  readonly params: Promise<{ readonly evidenceId: string }>;
  readonly searchParams: Promise<Readonly<Record<string, string | readonly string[] | undefined>>>;
}

export const metadata = { title: 'Investigation package' };

/** Opening this page reads nothing of the package: it is opened by an act, which is recorded. */
export default async function PackagePage({ params, searchParams }: Props) {
  const [viewer, { evidenceId }, query] = await Promise.all([requireViewer(), params, searchParams]);
  const [item, may] = await shown(
    Promise.all([getEvidenceItem(viewer, evidenceId), getPackageAccess(viewer, evidenceId)]),
  );
  if (evidenceKind(item.source) !== 'package') notFound();
  const page = `/evidence/${item.id}`;
  return (
    <>
      <PageHeader
        breadcrumb={[
          { label: 'Evidence', href: '/evidence' },
          { label: item.exhibitNumber, href: page },
          { label: 'Package' },
        ]}
        title={`Package ${item.exhibitNumber}`}
        status={item.frozenSince === null ? null : <StatusPill status="frozen" />}
        subtitle={`${item.description}${item.sizeBytes === null ? '' : ` · ${byteWords(item.sizeBytes)}`}`}
      />
      <FrozenNotice since={item.frozenSince} page={page} />
      {may.see && item.sizeBytes !== null ? (
        <PackageViewer
          evidenceId={item.id}
          first={placeOf(paramsOf(query))}
          list={listPackageAction}
          read={readPackageFileAction}
          takeOut={may.takeOut ? `/api/evidence/${item.id}/package` : null}
        />
      ) : (
        <div className="grid justify-items-start gap-4">
          <Notice tone="attention" title="You hold no live grant to see the contents of this package.">
            Somebody else decides whether you get one, for a time and from an address that you name.
          </Notice>
          {may.request && <ButtonLink href={`/requests/new?evidence=${item.id}`}>Request access</ButtonLink>}
        </div>
      )}
    </>
  );
}

function paramsOf(query: Readonly<Record<string, string | readonly string[] | undefined>>): URLSearchParams {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, one]),
  );
  return new URLSearchParams(pairs);
}
