import { Notice } from '@/components/ui/notice.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { MisfiledEvents } from '@/lib/queries/misfiled-events.ts';

/** Events that belong here by their records, and that a changed column of the database may keep from the lines below. */
export function MisfiledNotice({ misfiled: { events, isMore } }: { misfiled: MisfiledEvents }) {
  if (events.length === 0 && !isMore) return null;
  if (events.length === 0)
    return (
      <Notice
        tone="bad"
        title="The database was changed past Holdfast in more places than are looked at here."
      >
        What may be missing below cannot be named. The next verification of the ledger says more.
      </Notice>
    );
  const count = isMore ? `At least ${events.length}` : `${events.length}`;
  return (
    <Notice
      tone="bad"
      title={`${count} ${events.length === 1 ? 'event belongs' : 'events belong'} here by what was recorded, and the database files ${events.length === 1 ? 'it' : 'them'} elsewhere: it was changed past Holdfast.`}
    >
      They may be missing below, and from every list, figure and file that is made of this search. The next
      verification of the ledger says more.
      <ul className="mt-1 list-disc pl-5">
        {events.map(({ id, type, n, stream, at }) => (
          <li key={id}>
            <Time at={at} inline />: {type}, event {n} of the chain{' '}
            <span className="font-mono text-[12px] break-all">{stream}</span>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
