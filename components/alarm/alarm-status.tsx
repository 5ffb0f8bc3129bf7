import { StatusPill } from '@/components/ui/status-pill.tsx';
import type { AlarmRow } from '@/lib/queries/list-alarms.ts';

/** How bad an alarm is while it is open, and whether somebody looks after it. */
export function AlarmStatus({ alarm }: { alarm: AlarmRow }) {
  if (alarm.clearedAt !== null) return <StatusPill status="over" />;
  return (
    <span className="inline-flex flex-wrap gap-1">
      <StatusPill status={alarm.severity} />
      {alarm.acknowledged !== null && <StatusPill status="acknowledged" />}
    </span>
  );
}
