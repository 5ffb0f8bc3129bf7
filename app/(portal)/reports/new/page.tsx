import { randomUUID } from 'node:crypto';
import { notFound } from 'next/navigation';
import { GapsPanel } from '@/components/report/gaps-panel.tsx';
import { PreviewSections } from '@/components/report/preview-sections.tsx';
import { ReportForm } from '@/components/report/report-form.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { getReportPreview } from '@/lib/queries/get-report-preview.ts';
import { getSettings } from '@/lib/queries/get-settings.ts';
import { inTime } from '@/lib/web/in-time.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import { requestReportAction } from '../actions.ts';

interface Props {
  readonly searchParams: Promise<{ readonly item?: string; readonly incident?: string }>;
}

export const metadata = { title: 'New custody report' };

export default async function NewReportPage({ searchParams }: Props) {
  const [viewer, { item, incident }] = await Promise.all([requireViewer(), searchParams]);
  const id = item ?? incident;
  if (id === undefined) notFound();
  const { timeZone } = await shown(getSettings(viewer));
  const kind = item === undefined ? 'incident' : 'evidence';
  const preview = await shown(inTime(getReportPreview(viewer, { kind, id, timeZone })));
  if ('tooSlow' in preview)
    return (
      <>
        <PageHeader
          breadcrumb={[{ label: 'Reports', href: '/reports' }, { label: 'New custody report' }]}
          title="Too much for one report"
        />
        <p className="mt-4 max-w-[72ch]">{preview.tooSlow}</p>
      </>
    );
  const { subject, before } = preview;
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: 'Reports', href: '/reports' }, { label: 'New custody report' }]}
        title={`Custody report on ${subject.number}`}
        subtitle={`${preview.incident.number}, ${preview.incident.title}`}
      />
      <p className="mt-4 max-w-[72ch] text-[13px] text-ink-2">
        {before === null
          ? 'The first report on it.'
          : `Takes the place of ${before.exhibitNumber}, version ${before.version}; both stay.`}{' '}
        It will print every event of it that the ledger holds by then ({preview.events} now, at ledger size{' '}
        {preview.ledgerSize}), its own making among them. No section can be left out.
      </p>
      <div className="mt-6 grid gap-x-11 gap-y-8 lg:grid-cols-[minmax(0,1fr)_380px]">
        <ReportForm
          preview={{ subject, timeZone: preview.timeZone }}
          zones={['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]}
          requestKey={randomUUID()}
          request={requestReportAction}
        />
        <aside className="min-w-0">
          <GapsPanel gaps={preview.gaps} />
        </aside>
      </div>
      <section className="mt-9">
        <h2 className="font-semibold">What it would say now</h2>
        <PreviewSections sections={preview.sections} />
      </section>
    </>
  );
}
