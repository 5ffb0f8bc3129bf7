import { randomUUID } from 'node:crypto';
import { HuntingResult } from '@/components/hunting/hunting-result.tsx';
import { HuntingRuns } from '@/components/hunting/hunting-runs.tsx';
import { QueryEditor } from '@/components/hunting/query-editor.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { huntingCoverage } from '@/lib/custody/hunting.ts';
import { getHunting } from '@/lib/queries/get-hunting.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import { exportResultAction, runHuntingAction, saveQueryAction, sealResultAction } from './actions.ts';

interface Props {
  readonly params: Promise<{ readonly incidentId: string }>;
  readonly searchParams: Promise<Readonly<Record<string, string | readonly string[] | undefined>>>;
}

export const metadata = { title: 'Hunting' };

export default async function HuntingRoute({ params, searchParams }: Props) {
  const [viewer, { incidentId }, query] = await Promise.all([requireViewer(), params, searchParams]);
  const one = (name: string) => [query[name] ?? []].flat()[0];
  const asked = { device: one('device'), run: one('run'), q: one('q'), sort: one('sort'), page: one('page') };
  const page = await shown(getHunting(viewer, incidentId, asked));
  const { incident, device, shown: run } = page;
  return (
    <>
      <PageHeader
        breadcrumb={[
          { label: 'Incidents', href: '/incidents' },
          { label: incident.number, href: `/incidents/${incident.id}` },
          ...(device === null
            ? []
            : [{ label: device.name, href: `/incidents/${incident.id}/devices/${device.deviceId}` }]),
          { label: 'Hunting' },
        ]}
        title={device === null ? 'Hunting' : `Hunting from ${device.name}`}
        subtitle={`${incident.number} · ${incident.title}`}
      />
      <p className="mt-4 max-w-[72ch] text-[13px] text-ink-2">{huntingCoverage}</p>
      <QueryEditor
        key={run?.id ?? 'new'}
        incidentId={incident.id}
        deviceId={device?.deviceId ?? null}
        first={run === null ? null : { query: run.query, timespan: run.timespan }}
        entities={page.entities}
        devicesInAll={page.devicesInAll}
        saved={page.saved}
        savedInAll={page.savedInAll}
        requestKey={randomUUID()}
        run={runHuntingAction}
        save={saveQueryAction}
      />
      {run !== null && (
        <HuntingResult
          incident={incident}
          deviceId={device?.deviceId ?? null}
          run={run}
          asked={asked}
          may={page.may}
          seal={sealResultAction}
          takeOut={exportResultAction}
        />
      )}
      <HuntingRuns incidentId={incident.id} runs={page.runs} inAll={page.runsInAll} />
    </>
  );
}
