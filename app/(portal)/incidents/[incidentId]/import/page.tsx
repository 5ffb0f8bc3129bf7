import { BringFileForm } from '@/components/import/bring-file-form.tsx';
import { BringStagedForm } from '@/components/import/bring-staged-form.tsx';
import { type ImportWayId, importWays } from '@/components/import/import-ways.ts';
import { OldRoom } from '@/components/import/old-room.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { TabsNav } from '@/components/ui/tabs-nav.tsx';
import { getImportPlace } from '@/lib/queries/get-import-place.ts';
import { policyOfIncident } from '@/lib/web/policy.ts';
import { referenceNow } from '@/lib/web/reference-now.ts';
import { shown } from '@/lib/web/shown.ts';
import { stagedNow } from '@/lib/web/staged-now.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import { bringBundleAction, bringFileAction, bringStagedAction, takeOverSnapshotAction } from './actions.ts';

interface Props {
  readonly params: Promise<{ readonly incidentId: string }>;
  readonly searchParams: Promise<{ readonly way?: string; readonly from?: string }>;
}

export const metadata = { title: 'Bring in evidence' };

export default async function ImportPage({ params, searchParams }: Props) {
  const [viewer, { incidentId }, { way: wanted, from }] = await Promise.all([
    requireViewer(),
    params,
    searchParams,
  ]);
  const incident = await shown(getImportPlace(viewer, incidentId));
  const way = importWays.find(({ id }) => id === wanted) ?? importWays[0];
  const page = `/incidents/${incident.id}`;
  return (
    <>
      <PageHeader
        breadcrumb={[
          { label: 'Incidents', href: '/incidents' },
          { label: incident.number, href: page },
          { label: 'Bring in' },
        ]}
        title="Bring in evidence from elsewhere"
        subtitle={`${incident.number} · ${incident.title}`}
      />
      <p className="mt-4 max-w-[64ch] text-ink-2">
        For what Holdfast does not take itself. Its custody here begins with the receipt; all that is said of
        the time before stands in the record as the statement of who brings it.
      </p>
      <TabsNav
        label="Ways in"
        current={way.id}
        tabs={importWays.map(({ id, label }) => ({ id, label, href: `${page}/import?way=${id}` }))}
      />
      <p className="mt-5 max-w-[64ch]">{way.what}</p>
      {incident.open ? (
        <WayForm way={way.id} incidentId={incident.id} from={from ?? null} />
      ) : (
        <Notice tone="attention" title="This incident is closed. Reopen it before you bring anything in." />
      )}
    </>
  );
}

async function WayForm({
  way,
  incidentId,
  from,
}: {
  way: ImportWayId;
  incidentId: string;
  from: string | null; // where the page of a list begins
}) {
  const { retentionDays } = await policyOfIncident(incidentId);
  switch (way) {
    case 'by-hand':
      return (
        <BringFileForm incidentId={incidentId} retentionDays={retentionDays} register={bringFileAction} />
      );
    case 'staged':
    case 'windows-365':
      return <StagedWay way={way} incidentId={incidentId} retentionDays={retentionDays} />;
    case 'reference-vault':
      return (
        <OldRoom
          found={await referenceNow(from)}
          page={`/incidents/${incidentId}/import`}
          {...{ incidentId, retentionDays }}
          register={takeOverSnapshotAction}
        />
      );
    case 'bundle':
      return <BringFileForm bundle {...{ incidentId, retentionDays }} register={bringBundleAction} />;
  }
}

async function StagedWay({
  way,
  incidentId,
  retentionDays,
}: {
  way: 'staged' | 'windows-365';
  incidentId: string;
  retentionDays: number;
}) {
  const found = await stagedNow(way);
  if (found === null)
    return <EmptyState title="Not set up">An administrator names the container in the settings.</EmptyState>;
  const { place, files } = found;
  if ('problem' in files)
    return (
      <Notice tone="unknown" title={`Unknown: ${place} did not say what waits there.`}>
        {files.problem}
      </Notice>
    );
  if (files.length === 0)
    return (
      <EmptyState title="Nothing waits there">{place} holds nothing that is brought in this way.</EmptyState>
    );
  return (
    <>
      <p className="mt-2 text-[13px] text-ink-2 [overflow-wrap:anywhere]">
        {place}, the newest first, at most a hundred out of its first 5,000 names. Everybody who may acquire
        sees these names, whatever incident they belong to.
      </p>
      <BringStagedForm
        key={way}
        {...{ incidentId, way, files, retentionDays }}
        register={bringStagedAction}
      />
    </>
  );
}
