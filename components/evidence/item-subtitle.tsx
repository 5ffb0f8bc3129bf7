import Link from 'next/link';
import { sourceNames } from '@/lib/custody/evidence-source.ts';
import type { EvidenceView } from '@/lib/queries/get-evidence-item.ts';

/** What an item is, of what it was taken, and in whose case. */
export function ItemSubtitle({ item }: { item: EvidenceView }) {
  const { machine, part } = sourceNames(item.source);
  return (
    <>
      {capitalised(part)} of <strong className="font-semibold">{machine}</strong> · incident{' '}
      <Link className="hover:underline" href={`/incidents/${item.incident.id}`}>
        {item.incident.number}, {item.incident.title}
      </Link>
    </>
  );
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
