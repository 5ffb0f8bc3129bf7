import Link from 'next/link';
import { EvidenceTable } from '@/components/evidence/evidence-table.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { TabsNav } from '@/components/ui/tabs-nav.tsx';
import { type EvidenceFilter, listEvidence } from '@/lib/queries/list-evidence.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';

interface Props {
  readonly searchParams: Promise<{ readonly before?: string; readonly state?: string; readonly q?: string }>;
}

export const metadata = { title: 'Evidence' };

const states = [
  { id: 'all', label: 'All', href: '/evidence' },
  { id: 'sealed', label: 'Sealed', href: '/evidence?state=sealed' },
  { id: 'being-acquired', label: 'Being acquired', href: '/evidence?state=being-acquired' },
  { id: 'failed', label: 'Failed', href: '/evidence?state=failed' },
  { id: 'not-acquired', label: 'Not acquired', href: '/evidence?state=not-acquired' },
] as const;

export default async function EvidencePage({ searchParams }: Props) {
  const [viewer, { before, state: wanted, q }] = await Promise.all([requireViewer(), searchParams]);
  const state = stateOf(wanted);
  const page = await shown(listEvidence(viewer, { before, state, text: q }));
  return (
    <>
      <PageHeader breadcrumb={[{ label: 'Evidence' }]} title="Evidence" />
      <TabsNav label="Which evidence" current={state ?? 'all'} tabs={states} />
      {q !== undefined && q !== '' && (
        <p className="my-3 text-ink-2">
          Only what matches “{q}”.{' '}
          <Link className="underline" href="/evidence">
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
        <EvidenceTable rows={page.rows} />
      )}
      {page.olderThan !== null && (
        <Link className="mt-4 inline-block underline" href={olderHref(page.olderThan, state, q)}>
          Load older
        </Link>
      )}
    </>
  );
}

function stateOf(wanted: string | undefined): EvidenceFilter['state'] {
  return states.flatMap(({ id }) => (id === wanted && id !== 'all' ? [id] : []))[0];
}

function olderHref(before: string, state: EvidenceFilter['state'], q: string | undefined): string {
  const query = new URLSearchParams({
    before,
    ...(state === undefined ? {} : { state }),
    ...(q === undefined ? {} : { q }),
  });
  return `/evidence?${query}`;
}
