import Link from 'next/link';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { searchEverything } from '@/lib/queries/search-everything.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';

interface Props {
  readonly searchParams: Promise<{ readonly q?: string | readonly string[] }>;
}

export const metadata = { title: 'Search' };

/** What the search box finds, as a page: where the box goes when Enter is pressed, and without script. */
export default async function SearchPage({ searchParams }: Props) {
  const [viewer, { q }] = await Promise.all([requireViewer(), searchParams]);
  const text = typeof q === 'string' ? q : '';
  const hits = await shown(searchEverything(viewer, text));
  return (
    <>
      <PageHeader breadcrumb={[{ label: 'Search' }]} title={text === '' ? 'Search' : `Search: ${text}`} />
      {hits.length === 0 ? (
        <EmptyState title="Nothing found">
          Incidents by title or number, machines by name, evidence by exhibit number, disk or SHA-256, ledger
          entries by number. At least two characters.
        </EmptyState>
      ) : (
        <ul className="mt-6">
          {hits.map((hit) => (
            <li key={hit.href + hit.kind} className="border-b border-hairline py-3">
              <Link className="font-medium [overflow-wrap:anywhere] hover:underline" href={hit.href}>
                <PlainText text={hit.title} />
              </Link>
              <p className="text-[13px] [overflow-wrap:anywhere] text-ink-2">
                {hit.kind} · {hit.detail}
              </p>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
