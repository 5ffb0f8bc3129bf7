import Link from 'next/link';
import { listHref } from '@/components/ui/list-href.ts';
import { type FindingKind, findingKinds } from '@/lib/custody/reconciliation-event.ts';
import { findingTitle } from '@/lib/custody/reconciliation-words.ts';

/** One kind at a time, or all; the choice stands in the address. */
export function FindingFilters({ show, kind }: { show: string; kind: FindingKind | null }) {
  return (
    <nav aria-label="Kind of finding" className="no-print mt-4">
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-[13px]">
        {[null, ...findingKinds].map((one) => (
          <li key={one ?? 'all'}>
            <Link
              href={listHref('/reconciliation', { show, ...(one === null ? {} : { kind: one }) })}
              aria-current={one === kind ? 'true' : undefined}
              className={one === kind ? 'font-semibold' : 'text-ink-2 hover:text-ink'}
            >
              {one === null ? 'Every kind' : findingTitle(one)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
