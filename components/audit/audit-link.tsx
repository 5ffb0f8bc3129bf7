import Link from 'next/link';
import { listHref } from '@/components/ui/list-href.ts';
import { type EventKey, eventQueryText } from '@/lib/custody/event-query.ts';

/** From a thing's own page to everything that is recorded of it, with filters. */
export function AuditLink({ of, value, words }: { of: EventKey; value: string; words: string }) {
  const query = {
    terms: [{ key: of, value, negated: false }],
    created: { from: null, until: null },
    knownAt: null,
  };
  return (
    <Link
      className="no-print text-[13px] underline underline-offset-2"
      href={listHref('/audit', { q: eventQueryText(query) })}
    >
      {words}
    </Link>
  );
}
