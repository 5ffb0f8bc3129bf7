import Link from 'next/link';
import { IncidentPane } from '@/components/incident/incident-pane.tsx';
import { IncidentsTable } from '@/components/incident/incidents-table.tsx';
import { severityWord } from '@/components/incident/severity.tsx';
import { Button, ButtonLink } from '@/components/ui/button.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { listHref } from '@/components/ui/list-href.ts';
import { PageFoot } from '@/components/ui/page-foot.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { TabsNav } from '@/components/ui/tabs-nav.tsx';
import { Time } from '@/components/ui/time.tsx';
import { mayDo } from '@/lib/custody/permission.ts';
import { getIncident } from '@/lib/queries/get-incident.ts';
import {
  type IncidentPreset,
  type IncidentSeverity,
  incidentSeverities,
  listIncidents,
} from '@/lib/queries/list-incidents.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';

/** The filters, and the incident that lies open beside the list: all of it in the address. */
interface Query {
  readonly show?: string;
  readonly severity?: string;
  readonly q?: string;
  readonly before?: string;
  readonly item?: string;
}

interface Props {
  readonly searchParams: Promise<Query>;
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
  const [viewer, query] = await Promise.all([requireViewer(), searchParams]);
  const { q, before } = query;
  const preset = presets.find((one) => one.id === query.show)?.id ?? 'open';
  const severity = incidentSeverities.find((one) => one === query.severity);
  const page = await shown(listIncidents(viewer, { preset, severity, text: q, before }));
  const open = page.rows.find((row) => row.id === query.item);
  const beside = open === undefined ? null : await shown(getIncident(viewer, open.id));
  const filters = { show: preset, severity, q };
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: 'Incidents' }]}
        title="Incidents"
        subtitle={
          page.reading.readAt === null ? (
            'Not read from Defender yet'
          ) : page.reading.isSilent ? (
            <span className="font-medium text-attention">
              Defender was not read since <Time at={page.reading.readAt} inline />: what changed there is
              unknown
            </span>
          ) : (
            <>
              From Defender, read at <Time at={page.reading.readAt} inline />
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
        tabs={presets.map((one) => ({ ...one, href: listHref('/incidents', { ...filters, show: one.id }) }))}
      />
      <search className="mt-4 mb-3 block max-w-[640px]">
        <form className="flex flex-wrap gap-2">
          <input type="hidden" name="show" value={preset} />
          <input
            type="search"
            name="q"
            defaultValue={q ?? ''}
            aria-label="Find incidents by title, number, machine or device"
            placeholder="Title, number, machine or device"
            className="input min-w-[220px] flex-1"
          />
          <select
            name="severity"
            defaultValue={severity ?? ''}
            aria-label="Severity"
            className="input w-auto"
          >
            <option value="">Any severity</option>
            {incidentSeverities.map((one) => (
              <option key={one} value={one}>
                {severityWord(one)}
              </option>
            ))}
          </select>
          <Button type="submit">Show</Button>
        </form>
      </search>
      {page.rows.length === 0 ? (
        <EmptyState title={noneWords(q, severity)}>
          {viewer.actor.roles.includes('investigator') && viewer.actor.roles.length === 1 ? (
            'You see the incidents to which you were made a member. None so far.'
          ) : (
            <>
              <Link href="/incidents?show=all">Show all</Link>, or open one by hand.
            </>
          )}
        </EmptyState>
      ) : (
        <div className={beside === null ? '' : 'grid gap-8 lg:grid-cols-[minmax(0,1fr)_380px]'}>
          <div className="min-w-0">
            <IncidentsTable
              rows={page.rows}
              openId={beside?.id}
              besideHref={(item) => listHref('/incidents', { ...filters, before, item })}
            />
          </div>
          {beside !== null && (
            <IncidentPane incident={beside} closeHref={listHref('/incidents', { ...filters, before })} />
          )}
        </div>
      )}
      <PageFoot
        {...{ shown: page.rows.length, inAll: page.inAll, what: 'incidents' }}
        next={page.olderThan && listHref('/incidents', { ...filters, before: page.olderThan })}
        first={before === undefined ? null : listHref('/incidents', filters)}
      />
    </>
  );
}

function noneWords(text: string | undefined, severity: IncidentSeverity | undefined): string {
  const of = severity === undefined ? '' : ` of severity ${severity}`;
  return text === undefined || text === '' ? `No incidents here${of}` : `No incident${of} matches “${text}”`;
}
