import { EventExports } from '@/components/audit/event-exports.tsx';
import { SavedSearches } from '@/components/audit/saved-searches.tsx';
import { SearchCoverage } from '@/components/audit/search-coverage.tsx';
import { SearchPresets } from '@/components/audit/search-presets.tsx';
import { TimelineSearch } from '@/components/timeline/timeline-search.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { type EventQuery, eventQueryText } from '@/lib/custody/event-query.ts';
import { mayDo } from '@/lib/custody/permission.ts';
import { mayAuditPeople } from '@/lib/custody/visibility.ts';
import { getSearchDesk } from '@/lib/queries/get-search-desk.ts';
import { searchEvents } from '@/lib/queries/search-events.ts';
import { eventHistogram } from '@/lib/queries/search-events-histogram.ts';
import type { Viewer } from '@/lib/queries/viewer.ts';
import { inTime } from '@/lib/web/in-time.ts';
import { shown } from '@/lib/web/shown.ts';
import { type TimelineParams, timelineRequest } from '@/lib/web/timeline-request.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import { removeSearchAction, requestExportAction, saveSearchAction } from './actions.ts';

interface Props {
  readonly searchParams: Promise<TimelineParams>;
}

export const metadata = { title: 'Audit' };

export default async function AuditPage({ searchParams }: Props) {
  const [viewer, params] = await Promise.all([requireViewer(), searchParams]);
  const request = timelineRequest(params, 'anything');
  const { read, before } = request;
  const [desk, answer] = await shown(
    Promise.all([getSearchDesk(viewer), read.ok ? inTime(found(viewer, read.query, before)) : null]),
  );
  const canonical = read.ok ? eventQueryText(read.query) : null;
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: 'Audit' }]}
        title="Audit"
        subtitle="Who did what, when, why, and who allowed it."
      />
      <div className="mt-6">
        <TimelineSearch
          of="anything"
          label="Search the register"
          title="Events"
          example="actor:analyst action:access -outcome:done created:2026-11-01..2026-11-22"
          values={desk.values}
          place={{ path: '/audit', fields: {} }}
          request={request}
          answer={answer}
          ledgerLinks={mayDo(viewer.actor.roles, 'ledger.read')}
        >
          <SearchPresets text={request.text} self={viewer.actor.userPrincipalName} />
          <SavedSearches
            saved={desk.saved}
            query={canonical}
            save={saveSearchAction}
            remove={removeSearchAction}
          />
        </TimelineSearch>
      </div>
      <EventExports exports={desk.exports} query={canonical} request={requestExportAction} />
      <SearchCoverage
        seesPeople={mayAuditPeople(viewer.actor.roles)}
        knownAt={read.ok ? read.query.knownAt : null}
      />
    </>
  );
}

async function found(viewer: Viewer, query: EventQuery, before: string | undefined) {
  const [page, histogram] = await Promise.all([
    searchEvents(viewer, query, before),
    eventHistogram(viewer, query),
  ]);
  return { page, histogram };
}
