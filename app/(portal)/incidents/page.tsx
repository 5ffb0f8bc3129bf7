import Link from 'next/link';
import { IncidentsTable } from '@/components/incident/incidents-table.tsx';
import { ButtonLink } from '@/components/ui/button.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { TabsNav } from '@/components/ui/tabs-nav.tsx';
import { Time } from '@/components/ui/time.tsx';
import { mayDo } from '@/lib/custody/permission.ts';
import { type IncidentPreset, listIncidents } from '@/lib/queries/list-incidents.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';

interface Props {
  readonly searchParams: Promise<{ readonly show?: string; readonly q?: string; readonly before?: string }>;
}

export const metadata = { title: 'Incidents' };

const presets: readonly { readonly id: IncidentPreset; readonly label: string }[] = [
  { id: 'open', label: 'Open' },
  { id: 'high', label: 'Open, high' },
  { id: 'with-evidence', label: 'With evidence' },
  { id: 'closed', label: 'Closed' },
  { id: 'all', label: 'All' },
];

export default async function IncidentsPage({ searchParams }: Props) {
  const [viewer, { show, q, before }] = await Promise.all([requireViewer(), searchParams]);
  const preset = presets.find((one) => one.id === show)?.id ?? 'open';
  const page = await shown(listIncidents(viewer, { preset, text: q, before }));
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: 'Incidents' }]}
        title="Incidents"
        subtitle={
          page.syncedAt === null ? (
            'Not read from Defender yet'
          ) : (
            <>
              From Defender, read at <Time at={page.syncedAt} />
            </>
          )
        }
        actions={
          mayDo(viewer.actor.roles, 'incident.open') && (
            <ButtonLink href="/incidents/new">Open an incident</ButtonLink>
          )
        }
      />
      <TabsNav
        label="Which incidents"
        current={preset}
        tabs={presets.map((one) => ({ ...one, href: href(one.id, q) }))}
      />
      <search className="mt-4 mb-3 block max-w-[420px]">
        <form>
          <input type="hidden" name="show" value={preset} />
          <input
            type="search"
            name="q"
            defaultValue={q ?? ''}
            aria-label="Find incidents by title, number, machine or device"
            placeholder="Title, number, machine or device"
            className="input"
          />
        </form>
      </search>
      {page.rows.length === 0 ? (
        <EmptyState title={q === undefined || q === '' ? 'No incidents here' : `No incident matches “${q}”`}>
          {viewer.actor.roles.includes('investigator') && viewer.actor.roles.length === 1 ? (
            'You see the incidents to which you were made a member. None so far.'
          ) : (
            <>
              <Link href="/incidents?show=all">Show all</Link>, or open one by hand.
            </>
          )}
        </EmptyState>
      ) : (
        <IncidentsTable rows={page.rows} />
      )}
      {page.olderThan !== null && (
        <Link className="mt-4 inline-block underline" href={`${href(preset, q)}&before=${page.olderThan}`}>
          Load older
        </Link>
      )}
    </>
  );
}

function href(preset: string, q: string | undefined): string {
  return `/incidents?show=${preset}${q === undefined || q === '' ? '' : `&q=${encodeURIComponent(q)}`}`;
}
