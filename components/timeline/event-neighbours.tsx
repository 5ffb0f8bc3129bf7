import Link from 'next/link';
import { Time } from '@/components/ui/time.tsx';
import type { EventNeighbour } from '@/lib/queries/event-neighbours.ts';

/** What stands right before and right after an event in its stream. `here`: ids of the events that are on the page. */
export function EventNeighbours({
  neighbours,
  ledgerLinks,
  here,
}: {
  neighbours: readonly EventNeighbour[];
  ledgerLinks: boolean;
  here: ReadonlySet<string>;
}) {
  if (neighbours.length === 0) return null;
  return (
    <ul aria-label="Neighbours in its stream" className="mt-3 grid gap-1 text-[13px] text-ink-2">
      {neighbours.map((one) => (
        <li key={one.id}>
          {one.way === 'before' ? 'Before it' : 'After it'}:{' '}
          <Way to={one} ledgerLinks={ledgerLinks} isHere={here.has(one.id)} />{' '}
          <Time at={one.occurredAt} inline />
        </li>
      ))}
    </ul>
  );
}

function Way({ to, ledgerLinks, isHere }: { to: EventNeighbour; ledgerLinks: boolean; isHere: boolean }) {
  const words = `number ${to.n}, ${to.type}`;
  const href = isHere
    ? `#event-${to.id}`
    : ledgerLinks && to.ledgerIndex !== null
      ? `/ledger/${to.ledgerIndex}`
      : null;
  if (href === null) return words;
  return (
    <Link className="underline underline-offset-2" href={href}>
      {words}
    </Link>
  );
}
