import Link from 'next/link';
import { EvidencePane } from '@/components/evidence/evidence-pane.tsx';
import { EvidenceTable } from '@/components/evidence/evidence-table.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { PageFoot } from '@/components/ui/page-foot.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { TabsNav } from '@/components/ui/tabs-nav.tsx';
import { getEvidenceItem } from '@/lib/queries/get-evidence-item.ts';
import { type EvidenceFilter, listEvidence } from '@/lib/queries/list-evidence.ts';
import { readAges } from '@/lib/queries/read-age.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';

/** The filters, and the item that lies open beside the list: all of it in the address, to be kept and shared. */
interface Query {
  readonly before?: string;
  readonly state?: string;
  readonly read?: string;
  readonly q?: string;
  readonly item?: string;
}

interface Props {
  readonly searchParams: Promise<Query>;
}

export const metadata = { title: 'Evidence' };

const states = [
  { id: 'all', label: 'All' },
  { id: 'sealed', label: 'Sealed' },
  { id: 'missing', label: 'Missing' },
  { id: 'overdue', label: 'Verification overdue' },
  { id: 'being-acquired', label: 'Being acquired' },
  { id: 'failed', label: 'Failed' },
  { id: 'not-acquired', label: 'Not acquired' },
] as const;

export default async function EvidencePage({ searchParams }: Props) {
  const [viewer, query] = await Promise.all([requireViewer(), searchParams]);
  const { before, q, item } = query;
  const state = stateOf(query.state);
  const read = readAges.find(({ id }) => id === query.read);
  const page = await shown(listEvidence(viewer, { before, state, text: q, read: read?.id }));
  const open = page.rows.find((row) => row.id === item);
  const beside = open === undefined ? null : await shown(getEvidenceItem(viewer, open.id));
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: 'Evidence' }]}
        title="Evidence"
        actions={
          <Link className="underline" href="/fixity">
            Checks of stored copies
          </Link>
        }
      />
      <TabsNav
        label="Which evidence"
        current={state ?? 'all'}
        tabs={states.map(({ id, label }) => ({
          id,
          label,
          href: hrefOf({ q, read: read?.id, state: id === 'all' ? undefined : id }),
        }))}
      />
      {q !== undefined && q !== '' && (
        <p className="my-3 text-ink-2">
          Only what matches “{q}”.{' '}
          <Link className="underline" href={hrefOf({ state, read: read?.id })}>
            Clear
          </Link>
        </p>
      )}
      {read !== undefined && (
        <p className="my-3 text-ink-2">
          Only sealed items whose stored copy was last read whole and found as sealed: {read.label}.{' '}
          <Link className="underline" href={hrefOf({ q, state })}>
            Clear
          </Link>
        </p>
      )}
      {page.rows.length === 0 ? (
        <EmptyState title="No evidence here">
          {viewer.actor.roles.length === 1 && viewer.actor.roles[0] === 'investigator'
            ? 'You see the evidence of incidents to which you were made a member.'
            : 'Evidence appears here as soon as a disk is acquired from an incident.'}
        </EmptyState>
      ) : (
        <div className={beside === null ? '' : 'grid gap-8 lg:grid-cols-[minmax(0,1fr)_400px]'}>
          <div className="min-w-0">
            <EvidenceTable rows={page.rows} besideHref={(id) => hrefOf({ ...query, item: id })} />
          </div>
          {beside !== null && (
            <EvidencePane item={beside} closeHref={hrefOf({ ...query, item: undefined })} />
          )}
        </div>
      )}
      <PageFoot
        {...{ shown: page.rows.length, inAll: page.inAll, what: 'items' }}
        next={page.olderThan && hrefOf({ ...query, before: page.olderThan, item: undefined })}
        first={before === undefined ? null : hrefOf({ ...query, before: undefined, item: undefined })}
      />
    </>
  );
}

function stateOf(wanted: string | undefined): EvidenceFilter['state'] {
  return states.flatMap(({ id }) => (id === wanted && id !== 'all' ? [id] : []))[0];
}

/** The list with these filters; what is empty is left out. */
function hrefOf(query: { readonly [K in keyof Query]: string | undefined }): string {
  const given = Object.entries(query).filter(
    (pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '',
  );
  return given.length === 0 ? '/evidence' : `/evidence?${new URLSearchParams(given)}`;
}
