import Link from 'next/link';
import { listHref } from '@/components/ui/list-href.ts';
import { type EventQuery, eventQueryText } from '@/lib/custody/event-query.ts';
import { type TimelineKind, timelineKinds } from '@/lib/custody/timeline-query.ts';

/** Whether the line of time shows alerts, custody or both. `query`: null while it cannot be read. */
export function KindFilter({
  page,
  kind,
  query,
}: {
  page: string;
  kind: TimelineKind;
  query: EventQuery | null;
}) {
  const q = query === null ? undefined : eventQueryText(query);
  return (
    <>
      <nav aria-label="Which events" className="no-print mt-4 flex flex-wrap gap-x-5 gap-y-1 text-[13px]">
        {timelineKinds.map((one) => (
          <Link
            key={one}
            href={listHref(page, { tab: 'timeline', kind: one === 'all' ? undefined : one, q })}
            aria-current={one === kind ? 'true' : undefined}
            className={`py-1 ${one === kind ? 'font-medium underline underline-offset-4' : 'text-ink-2 hover:text-ink'}`}
          >
            {label(one)}
          </Link>
        ))}
      </nav>
      {query !== null && query.terms.length > 0 && kind !== 'custody' && (
        <p className="mt-1 text-[13px] text-ink-2">{besideOthers(kind)}</p>
      )}
    </>
  );
}

function label(kind: TimelineKind): string {
  switch (kind) {
    case 'all':
      return 'Everything';
    case 'alerts':
      return 'Alerts';
    case 'custody':
      return 'Custody';
  }
}

function besideOthers(kind: 'all' | 'alerts'): string {
  return kind === 'all'
    ? 'Alerts are narrowed by time alone; beside other conditions none is shown.'
    : 'Alerts are narrowed by time alone; the other conditions are passed over.';
}
