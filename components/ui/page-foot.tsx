import Link from 'next/link';
import type { Counted } from '@/lib/queries/counted.ts';

/**
 * Under a page of a list: how much of it this is, and the way on. `next`: the page after this one, null where it ends;
 * `first`: the beginning, null where this is it.
 */
export function PageFoot({
  shown,
  inAll,
  what,
  next,
  first = null,
  nextWords = 'Load older',
}: {
  shown: number;
  inAll: Counted;
  what: string; // the rows, in the plural
  next: string | null;
  first?: string | null;
  nextWords?: string;
}) {
  if (next === null && first === null) return null;
  return (
    <nav
      aria-label={`Pages of ${what}`}
      className="no-print mt-4 flex flex-wrap items-baseline gap-x-5 gap-y-1 text-[13px] text-ink-2"
    >
      <span className="tabular-nums">{pageWords(shown, inAll, what)}</span>
      {first !== null && (
        <Link className="text-ink underline" href={first}>
          Back to the beginning
        </Link>
      )}
      {next !== null && (
        <Link className="text-ink underline" href={next}>
          {nextWords}
        </Link>
      )}
    </nav>
  );
}

/** "50 of 9,214 incidents", or of more than are counted. */
export function pageWords(shown: number, { rows, isMore }: Counted, what: string): string {
  const many = rows.toLocaleString('en-GB');
  return `${shown.toLocaleString('en-GB')} of ${isMore ? `more than ${many}` : many} ${what} on this page`;
}
