import { EmptyState } from '@/components/ui/empty-state.tsx';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { IncidentView } from '@/lib/queries/get-incident.ts';
import { IncidentPages } from './incident-pages.tsx';
import { Severity } from './severity.tsx';
import { sourceWords } from './source-words.ts';

/** The alerts behind the incident, as its source reported them. */
export function OverviewPanel({ incident }: { incident: IncidentView }) {
  if (incident.counts.alerts === 0)
    return <EmptyState title="No alerts">This incident was opened without one.</EmptyState>;
  return (
    <div className="mt-2">
      <ul>
        {incident.alerts.map((alert) => (
          <li key={alert.id} className="border-b border-hairline py-4">
            <div className="flex flex-wrap justify-between gap-x-6">
              <h2 className="min-w-0 font-medium [overflow-wrap:anywhere]">
                <PlainText text={alert.title} />
              </h2>
              <Time at={alert.firstActivityAt ?? alert.createdAt} />
            </div>
            <p className="text-[13px] text-ink-2">
              <Severity value={alert.severity} /> · {alert.category ?? 'No category'}
            </p>
            {alert.description !== null && (
              <p className="mt-1 max-w-[80ch] [overflow-wrap:anywhere]">
                <PlainText text={alert.description} lines />
              </p>
            )}
          </li>
        ))}
      </ul>
      <IncidentPages
        incident={incident}
        tab="overview"
        rows={incident.alerts.length}
        inAll={incident.counts.alerts}
        what="alerts"
      />
      <dl className="mt-6 grid max-w-[640px] grid-cols-[180px_minmax(0,1fr)] gap-y-1.5">
        <dt className="text-ink-2">Status in its source</dt>
        <dd>{incident.sourceStatus ?? 'Not supplied'}</dd>
        <dt className="text-ink-2">Classification</dt>
        <dd>{incident.classification === null ? 'Not supplied' : sourceWords(incident.classification)}</dd>
        <dt className="text-ink-2">In Defender</dt>
        <dd className="break-all">{incident.webUrl ?? 'Not supplied'}</dd>
      </dl>
    </div>
  );
}
