import { Button } from '@/components/ui/button.tsx';
import { alarmSeverities } from '@/lib/custody/alarm.ts';
import type { AlarmPage, AlarmView } from '@/lib/queries/list-alarms.ts';

/** Which alarms to show; a plain form, so that the filters stand in the address. */
export function AlarmFilter({
  view,
  severity,
  kind,
  kinds,
}: {
  view: AlarmView;
  severity: string | undefined;
  kind: string | undefined;
  kinds: AlarmPage['kinds'];
}) {
  return (
    <search className="mt-4 mb-3 block">
      <form className="flex flex-wrap gap-2">
        <input type="hidden" name="show" value={view} />
        <select name="severity" defaultValue={severity ?? ''} aria-label="Severity" className="input w-auto">
          <option value="">Any severity</option>
          {alarmSeverities.map((one) => (
            <option key={one} value={one}>
              {one === 'critical' ? 'Critical' : 'Warning'}
            </option>
          ))}
        </select>
        <select name="kind" defaultValue={kind ?? ''} aria-label="Kind" className="input w-auto">
          <option value="">Any kind</option>
          {kinds.map((one) => (
            <option key={one.kind} value={one.kind}>
              {one.words}
            </option>
          ))}
        </select>
        <Button type="submit">Filter</Button>
      </form>
    </search>
  );
}
