import Link from 'next/link';
import { Collectors } from '@/components/script/collectors.tsx';
import { ForeignFiles } from '@/components/script/foreign-files.tsx';
import { ScriptsTable } from '@/components/script/scripts-table.tsx';
import { UploadForm } from '@/components/script/upload-form.tsx';
import { ActionForm } from '@/components/ui/action-form.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { listHref } from '@/components/ui/list-href.ts';
import { NameFilter } from '@/components/ui/name-filter.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { PageFoot } from '@/components/ui/page-foot.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { Time } from '@/components/ui/time.tsx';
import { listScripts } from '@/lib/queries/list-scripts.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import { installScriptsAction } from './actions.ts';

export const metadata = { title: 'Scripts' };

interface Props {
  readonly searchParams: Promise<{ readonly q?: string; readonly page?: string }>;
}

export default async function ScriptsPage({ searchParams }: Props) {
  const [viewer, asked] = await Promise.all([requireViewer(), searchParams]);
  const list = await shown(listScripts(viewer, asked));
  const { scripts, foreign, library, may } = list;
  const q = asked.q ?? '';
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: 'Scripts' }]}
        title="Scripts"
        subtitle="What may run on devices: reviewed by others than who brought it, and pinned by its SHA-256."
      />
      {library.problem !== null && (
        <Notice tone="attention" title="Defender’s library could not be read the last time">
          {library.problem}
        </Notice>
      )}
      <p className="mt-4 text-[13px] text-ink-2">
        {library.readAt === null ? (
          'Defender’s library was not read yet: how a file stands in it is unknown.'
        ) : (
          <>
            Held against Defender’s library <Time at={library.readAt} inline />, every quarter of an hour, and
            before each run.
          </>
        )}
      </p>
      <NameFilter field="q" value={q} label="Find scripts by name" placeholder="Name of a script" />
      {scripts.length === 0 ? <NoScript q={q} page={list.page} /> : <ScriptsTable rows={scripts} />}
      <PageFoot
        {...{ shown: scripts.length, inAll: { rows: list.inAll, isMore: false }, what: 'scripts' }}
        nextWords="Load more"
        next={list.next === null ? null : listHref('/scripts', { q, page: String(list.next) })}
        first={list.page === 1 ? null : listHref('/scripts', { q })}
      />
      {may.install && (list.inAll > 0 || q !== '') && (
        <div className="mt-4">
          <ActionForm
            action={installScriptsAction}
            submit="Put the product’s scripts into Defender’s library"
            working="Putting them there…"
            done="They lie there as pinned."
          >
            <p className="text-[13px] text-ink-2">
              Those that are missing or differ; each digest is read back. Defender’s library belongs to the
              whole tenant.
            </p>
          </ActionForm>
        </div>
      )}
      <ForeignFiles files={foreign} inAll={list.foreignInAll} />
      <Collectors scripts={list.collectors} inAll={list.collectorsInAll} />
      {may.upload && (
        <section aria-labelledby="upload" className="mt-10">
          <h2 id="upload" className="mb-2 text-[17px] font-semibold">
            Upload a script or tool
          </h2>
          <UploadForm />
        </section>
      )}
    </>
  );
}

function NoScript({ q, page }: { q: string; page: number }) {
  if (q !== '' || page > 1)
    return (
      <EmptyState title={q === '' ? 'No script on this page' : `No script is called “${q}”`}>
        <Link href="/scripts">Show all</Link>
      </EmptyState>
    );
  return (
    <EmptyState title="No scripts are listed yet">
      The worker lists those of the product within a minute of its start.
    </EmptyState>
  );
}
