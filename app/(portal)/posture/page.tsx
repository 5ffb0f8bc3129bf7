import { ControlPane } from '@/components/posture/control-pane.tsx';
import { ControlsTable } from '@/components/posture/controls-table.tsx';
import { PostureSummary } from '@/components/posture/posture-summary.tsx';
import { TrendTable } from '@/components/posture/trend-table.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { getPosture } from '@/lib/queries/get-posture.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import { proposePostureExceptionAction } from './actions.ts';

interface Props {
  readonly searchParams: Promise<{ readonly control?: string }>;
}

export const metadata = { title: 'Posture' };

export default async function PosturePage({ searchParams }: Props) {
  const [viewer, { control }] = await Promise.all([requireViewer(), searchParams]);
  const posture = await shown(getPosture(viewer, { control }));
  const { chosen, groups } = posture;
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: 'Posture' }]}
        title="Posture"
        subtitle="Whether Azure agrees with what is demanded of it, read live every few minutes."
      />
      {groups.length === 0 ? (
        <EmptyState title="Azure was not asked yet">
          The worker looks within a minute of its start. Until then nothing here is known.
        </EmptyState>
      ) : (
        <>
          <PostureSummary posture={posture} />
          <div className={chosen === null ? '' : 'grid gap-8 lg:grid-cols-[minmax(0,1fr)_400px]'}>
            <div className="min-w-0">
              {groups.map((group) => (
                <ControlsTable
                  key={group.title}
                  group={group}
                  openKey={chosen?.key ?? null}
                  now={posture.readAt}
                />
              ))}
              <TrendTable days={posture.trend} />
            </div>
            {chosen !== null && (
              <div className="order-first min-w-0 lg:order-none">
                <ControlPane control={chosen} now={posture.readAt} propose={proposePostureExceptionAction} />
              </div>
            )}
          </div>
        </>
      )}
    </>
  );
}
