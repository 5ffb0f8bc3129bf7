import Link from 'next/link';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { sourceNames } from '@/lib/custody/evidence-source.ts';
import type { EvidenceView } from '@/lib/queries/get-evidence-item.ts';

/** What an item is, of what it was taken, and in whose case. */
export function ItemSubtitle({ item }: { item: EvidenceView }) {
  const { machine, part } = sourceNames(item.source);
  return (
    <>
      <PlainText text={part} /> of{' '}
      <strong className="font-semibold">
        <PlainText text={machine} />
      </strong>{' '}
      · incident{' '}
      <Link className="hover:underline" href={`/incidents/${item.incident.id}`}>
        {item.incident.number}, <PlainText text={item.incident.title} />
      </Link>
    </>
  );
}
