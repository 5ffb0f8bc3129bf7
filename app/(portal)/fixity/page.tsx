import Link from 'next/link';
import { ChecksTable } from '@/components/fixity/checks-table.tsx';
import { FixityTable } from '@/components/fixity/fixity-table.tsx';
import { MonthGrid } from '@/components/fixity/month-grid.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { listHref } from '@/components/ui/list-href.ts';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { TabsNav } from '@/components/ui/tabs-nav.tsx';
import { checkKinds } from '@/lib/custody/fixity.ts';
import { fixityMarks } from '@/lib/queries/fixity-entry.ts';
import { getFixity } from '@/lib/queries/get-fixity.ts';
import { type CheckPage, listChecks } from '@/lib/queries/list-checks.ts';
import { type CheckTime, checkTimes, checkTimeWords } from '@/lib/queries/scheduled-checks.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';

/** Month, day and filters: all of it in the address. */
interface Query {
  readonly month?: string;
  readonly day?: string;
  readonly kind?: string;
  readonly mark?: string;
  readonly next?: string; // instead of a month: the next checks that are due then
  readonly page?: string;
}

interface Props {
  readonly searchParams: Promise<Query>;
}

export const metadata = { title: 'Checks of stored copies' };

const markLabels = {
  due: 'Due',
  done: 'Done',
  missed: 'Missed',
  failed: 'Failed',
  withheld: 'Withheld',
} as const;
const kindLabels = { whole: 'Full reads', sample: 'Samples of blocks' } as const;

export default async function FixityPage({ searchParams }: Props) {
  const [viewer, query] = await Promise.all([requireViewer(), searchParams]);
  const next = checkTimes.find((one) => one === query.next);
  if (next !== undefined)
    return <NextChecks next={next} found={await shown(listChecks(viewer, next, Number(query.page)))} />;
  const kind = checkKinds.find((one) => one === query.kind);
  const mark = fixityMarks.find((one) => one === query.mark);
  const calendar = await shown(getFixity(viewer, { month: query.month, day: query.day, kind, mark }));
  const { month, previous, following, entries, total } = calendar;
  const kept = { month, kind, mark };
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: 'Evidence', href: '/evidence' }, { label: 'Checks' }]}
        title="Checks of stored copies"
        subtitle="Every sealed copy is read again: one per cent of its blocks each week, every byte after 90 days while its incident is open and once a year after that, and sooner when it is handed over or what guards it is changed. Of each item the next check of each kind is shown."
      />
      <TabsNav
        label="Which checks"
        current={mark ?? 'all'}
        tabs={[
          { id: 'all', label: 'All', href: hrefOf({ ...kept, mark: undefined }) },
          ...fixityMarks.map((id) => ({ id, label: markLabels[id], href: hrefOf({ ...kept, mark: id }) })),
        ]}
      />
      <nav
        aria-label="Month and kind"
        className="no-print mt-4 flex flex-wrap items-baseline gap-x-5 gap-y-1"
      >
        <Link className="underline" href={hrefOf({ ...kept, month: previous })}>
          {previous}
        </Link>
        <h2 className="font-semibold tabular-nums">{month} (UTC)</h2>
        <Link className="underline" href={hrefOf({ ...kept, month: following })}>
          {following}
        </Link>
        <span className="text-ink-2">Show</span>
        <KindLink
          label="both kinds"
          isCurrent={kind === undefined}
          href={hrefOf({ ...kept, kind: undefined })}
        />
        {checkKinds.map((id) => (
          <KindLink
            key={id}
            label={kindLabels[id].toLowerCase()}
            isCurrent={kind === id}
            href={hrefOf({ ...kept, kind: id })}
          />
        ))}
      </nav>
      <MonthGrid calendar={calendar} open={query.day} dayHref={(day) => hrefOf({ ...kept, day })} />
      <h2 className="mt-8 mb-2 font-semibold">
        {query.day === undefined ? `All in ${month}` : `On ${query.day}`}: {total}
        {query.day !== undefined && (
          <Link className="ml-3 text-[13px] font-normal underline" href={hrefOf(kept)}>
            Show the whole month
          </Link>
        )}
      </h2>
      {entries.length === 0 ? (
        <EmptyState title="No checks here">
          Checks appear as soon as an item is sealed, on the days by which they are due.
        </EmptyState>
      ) : (
        <FixityTable caption={`Checks in ${query.day ?? month}`} entries={entries} />
      )}
      {total > entries.length && (
        <p className="mt-3 text-ink-2">
          The first {entries.length} of {total} are shown. Choose a day or a filter to see the others.
        </p>
      )}
    </>
  );
}

/** Behind a figure: exactly the checks that it counts, whichever month they are due in. */
function NextChecks({ next, found: { rows, total, page, pages } }: { next: CheckTime; found: CheckPage }) {
  const label = checkTimeWords(next);
  return (
    <>
      <PageHeader
        breadcrumb={[
          { label: 'Evidence', href: '/evidence' },
          { label: 'Checks', href: '/fixity' },
          { label },
        ]}
        title={`Next checks of stored copies: ${label.toLowerCase()}`}
        subtitle="Of every sealed item the next check of each kind, by when it is due."
      />
      <TabsNav
        label="When they are due"
        current={next}
        tabs={checkTimes.map((id) => ({ id, label: checkTimeWords(id), href: hrefOf({ next: id }) }))}
      />
      <h2 className="mt-6 mb-2 font-semibold">
        {total} {total === 1 ? 'check' : 'checks'}
        <Link className="ml-3 text-[13px] font-normal underline" href="/fixity">
          Show the calendar
        </Link>
      </h2>
      {rows.length === 0 ? (
        <EmptyState title="No checks here">None of the items that you may see has such a check.</EmptyState>
      ) : (
        <ChecksTable caption={`Checks: ${label}`} rows={rows} />
      )}
      {pages > 1 && (
        <p className="no-print mt-3 flex flex-wrap gap-x-6 gap-y-1 text-ink-2">
          Page {page} of {pages}
          {page > 1 && (
            <Link className="underline" href={hrefOf({ next, page: String(page - 1) })}>
              Earlier
            </Link>
          )}
          {page < pages && (
            <Link className="underline" href={hrefOf({ next, page: String(page + 1) })}>
              Later
            </Link>
          )}
        </p>
      )}
    </>
  );
}

function KindLink({ label, isCurrent, href }: { label: string; isCurrent: boolean; href: string }) {
  return (
    <Link
      className={isCurrent ? 'font-semibold' : 'underline'}
      aria-current={isCurrent ? 'true' : undefined}
      href={href}
    >
      {label}
    </Link>
  );
}

function hrefOf(query: { readonly [K in keyof Query]?: string | undefined }): string {
  return listHref('/fixity', query);
}
