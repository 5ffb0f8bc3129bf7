import { Suspense } from 'react';
import { AuditLink } from '@/components/audit/audit-link.tsx';
import { BundleLink } from '@/components/bundle/bundle-link.tsx';
import { ExportLink } from '@/components/custody/export-link.tsx';
import { EvidenceTable } from '@/components/evidence/evidence-table.tsx';
import { IncidentGuard } from '@/components/hold/incident-guard.tsx';
import { EntitiesPanel } from '@/components/incident/entities-panel.tsx';
import { IncidentStatus } from '@/components/incident/incident-status.tsx';
import { KindFilter } from '@/components/incident/kind-filter.tsx';
import { NotesPanel } from '@/components/incident/notes-panel.tsx';
import { OverviewPanel } from '@/components/incident/overview-panel.tsx';
import { Severity } from '@/components/incident/severity.tsx';
import { SourceLink } from '@/components/incident/source-link.tsx';
import { sourceWord } from '@/components/incident/source-words.ts';
import { GapsPanel } from '@/components/report/gaps-panel.tsx';
import { ReportLink } from '@/components/report/report-link.tsx';
import { timelineCompletions } from '@/components/timeline/timeline-completions.ts';
import { TimelineSearch } from '@/components/timeline/timeline-search.tsx';
import { ButtonLink } from '@/components/ui/button.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { FactsStrip } from '@/components/ui/facts-strip.tsx';
import { PageFoot } from '@/components/ui/page-foot.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { TabsNav } from '@/components/ui/tabs-nav.tsx';
import { Time } from '@/components/ui/time.tsx';
import { mayDo } from '@/lib/custody/permission.ts';
import { timelineKinds } from '@/lib/custody/timeline-query.ts';
import { getIncidentGaps } from '@/lib/queries/get-gaps.ts';
import { getIncident, type IncidentView } from '@/lib/queries/get-incident.ts';
import { getIncidentGuard } from '@/lib/queries/get-incident-guard.ts';
import { getIncidentTimeline } from '@/lib/queries/get-timeline.ts';
import { listIncidentEvidence } from '@/lib/queries/list-evidence.ts';
import type { Viewer } from '@/lib/queries/viewer.ts';
import { inTime } from '@/lib/web/in-time.ts';
import { currentPolicy } from '@/lib/web/policy.ts';
import { shown } from '@/lib/web/shown.ts';
import { type TimelineParams, timelineRequest } from '@/lib/web/timeline-request.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import { addMachineAction, closeIncidentAction, reopenIncidentAction, writeNoteAction } from '../actions.ts';
import {
  acknowledgeNoticeAction,
  extendRetentionAction,
  placeHoldAction,
  proposeLiftHoldAction,
  sendNoticeAction,
} from './holds/actions.ts';

interface Query extends TimelineParams {
  readonly tab?: string;
  readonly kind?: string;
  readonly page?: string; // of alerts, of machines and devices, of notes
  readonly name?: string; // of machines and devices
}

interface Props {
  readonly params: Promise<{ readonly incidentId: string }>;
  readonly searchParams: Promise<Query>;
}

const tabs = ['overview', 'entities', 'evidence', 'holds', 'timeline', 'notes'] as const;
type Tab = (typeof tabs)[number];

export const metadata = { title: 'Incident' };

export default async function IncidentPage({ params, searchParams }: Props) {
  const [viewer, { incidentId }, query] = await Promise.all([requireViewer(), params, searchParams]);
  const tab = tabs.find((one) => one === query.tab) ?? 'entities';
  const { page, name } = query;
  const incident = await shown(getIncident(viewer, incidentId, { page, name }));
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: 'Incidents', href: '/incidents' }, { label: incident.number }]}
        title={incident.title}
        status={<StatusPill status={incident.status} />}
        subtitle={
          <>
            {incident.number} · <Severity value={incident.severity} /> · {sourceWord(incident.source)}
            {incident.assignedTo !== null && <> · assigned to {incident.assignedTo}</>}
            {incident.syncedAt !== null && (
              <>
                {' '}
                · newest change taken over <Time at={incident.syncedAt} inline />
              </>
            )}
          </>
        }
        actions={
          <>
            <SourceLink webUrl={incident.webUrl} />
            {incident.may.acquire && incident.status === 'open' && (
              <ButtonLink href={`/incidents/${incident.id}/import`}>Bring in evidence</ButtonLink>
            )}
            {incident.may.change && (
              <IncidentStatus incident={incident} close={closeIncidentAction} reopen={reopenIncidentAction} />
            )}
          </>
        }
      />
      <FactsStrip
        facts={[
          { label: 'First activity', value: <Time at={incident.firstActivityAt} /> },
          { label: 'Alerts', value: incident.counts.alerts },
          { label: 'Machines and devices', value: incident.counts.machines + incident.counts.devices },
          {
            label: 'Evidence',
            value: `${incident.counts.evidence} ${incident.counts.evidence === 1 ? 'item' : 'items'}, ${incident.counts.sealed} sealed${incident.counts.missing > 0 ? `, ${incident.counts.missing} missing` : ''}`,
          },
          { label: 'Locker container', value: incident.container },
        ]}
      />
      <TabsNav label="About this incident" current={tab} tabs={tabLinks(incident)} />
      <Panel tab={tab} incident={incident} viewer={viewer} query={query} />
    </>
  );
}

async function Panel({
  tab,
  incident,
  viewer,
  query,
}: {
  tab: Tab;
  incident: IncidentView;
  viewer: Viewer;
  query: Query;
}) {
  switch (tab) {
    case 'overview':
      return <OverviewPanel incident={incident} />;
    case 'entities':
      return (
        <EntitiesPanel
          incident={incident}
          name={query.name}
          limits={await currentPolicy()}
          addMachine={addMachineAction}
        />
      );
    case 'evidence': {
      const before = typeof query.before === 'string' ? query.before : undefined;
      const { rows, olderThan, inAll } = await listIncidentEvidence(viewer, incident.id, before);
      const list = `/incidents/${incident.id}?tab=evidence`;
      return rows.length === 0 ? (
        <EmptyState title="No evidence yet">Choose Acquire disk on one of the machines.</EmptyState>
      ) : (
        <>
          <p className="no-print mt-5 flex flex-wrap gap-3">
            {incident.counts.sealed > 0 && mayDo(viewer.actor.roles, 'access.request') && (
              <ButtonLink href={`/requests/new?incident=${incident.id}`}>
                Request access to all of it
              </ButtonLink>
            )}
            {mayDo(viewer.actor.roles, 'hunting.run') && (
              <ButtonLink href={`/incidents/${incident.id}/hunting`}>Hunt</ButtonLink>
            )}
            {mayDo(viewer.actor.roles, 'inventory.read') && (
              <ButtonLink href={`/incidents/${incident.id}/inventory`}>Joint inventory</ButtonLink>
            )}
          </p>
          <EvidenceTable rows={rows} />
          <PageFoot
            {...{ shown: rows.length, inAll, what: 'items' }}
            next={olderThan && `${list}&before=${olderThan}`}
            first={before === undefined ? null : list}
          />
          <div className="mt-8 grid gap-5">
            <Suspense fallback={<p className="text-[13px] text-ink-2">Looking for gaps in the record…</p>}>
              <Gaps viewer={viewer} incidentId={incident.id} />
            </Suspense>
            <ReportLink
              of="incident"
              id={incident.id}
              mayRequest={mayDo(viewer.actor.roles, 'report.request')}
            />
          </div>
        </>
      );
    }
    case 'holds':
      return (
        <IncidentGuard
          guard={await getIncidentGuard(viewer, incident.id)}
          acts={{
            place: placeHoldAction,
            extend: extendRetentionAction,
            proposeLift: proposeLiftHoldAction,
            sendNotice: sendNoticeAction,
            acknowledgeNotice: acknowledgeNoticeAction,
          }}
        />
      );
    case 'timeline': {
      const kind = timelineKinds.find((one) => one === query.kind) ?? 'all';
      const request = timelineRequest(query, 'incident');
      const { read, before } = request;
      const answer = read.ok
        ? await shown(inTime(getIncidentTimeline(viewer, incident.id, read.query, before, kind)))
        : null;
      const page = `/incidents/${incident.id}`;
      const fields = { tab: 'timeline', ...(kind === 'all' ? {} : { kind }) };
      return (
        <>
          <div className="mt-6">
            <TimelineSearch
              of="incident"
              label="Search this incident"
              title="Timeline"
              example="actor:analyst action:access -outcome:done"
              values={timelineCompletions(answer !== null && 'page' in answer ? answer.page.events : [])}
              place={{ path: page, fields }}
              request={request}
              answer={answer}
              ledgerLinks={mayDo(viewer.actor.roles, 'ledger.read')}
            >
              <KindFilter page={page} kind={kind} query={read.ok ? read.query : null} />
            </TimelineSearch>
          </div>
          {mayDo(viewer.actor.roles, 'ledger.read') && (
            <p className="mt-5 flex flex-wrap gap-x-5">
              {mayDo(viewer.actor.roles, 'audit.search') && (
                <AuditLink of="incident" value={incident.number} words="Search all its events" />
              )}
              <ExportLink of="incident" id={incident.id} words="Download all its custody events" />
              {mayDo(viewer.actor.roles, 'bundle.export') && (
                <BundleLink href={`/incidents/${incident.id}/bundle`} />
              )}
            </p>
          )}
        </>
      );
    }
    case 'notes':
      return <NotesPanel incident={incident} writeNote={writeNoteAction} />;
  }
}

/** Reads what is recorded of every item: the list need not wait for it. */
async function Gaps({ viewer, incidentId }: { viewer: Viewer; incidentId: string }) {
  return <GapsPanel gaps={await getIncidentGaps(viewer, incidentId)} />;
}

function tabLinks(incident: IncidentView) {
  const page = `/incidents/${incident.id}`;
  return [
    { id: 'overview', label: 'Overview', href: `${page}?tab=overview` },
    {
      id: 'entities',
      label: 'Entities',
      count: incident.counts.machines + incident.counts.devices,
      href: page,
    },
    { id: 'evidence', label: 'Evidence', count: incident.counts.evidence, href: `${page}?tab=evidence` },
    { id: 'holds', label: 'Hold and retention', href: `${page}?tab=holds` },
    {
      id: 'timeline',
      label: 'Timeline',
      count: incident.counts.events + incident.counts.alerts,
      href: `${page}?tab=timeline`,
    },
    { id: 'notes', label: 'Notes', count: incident.counts.notes, href: `${page}?tab=notes` },
  ];
}
