import Link from 'next/link';
import { sourceNames } from '@/lib/custody/evidence-source.ts';
import { inPlainSight } from '@/lib/custody/plain-sight.ts';
import type { EvidenceView } from '@/lib/queries/get-evidence-item.ts';

/** What an item is, of what it was taken, and in whose case. */
export function ItemSubtitle({ item }: { item: EvidenceView }) {
  const { machine, part } = sourceNames(item.source);
  return (
    <>
      <bdi>{inPlainSight(part)}</bdi> of{' '}
      <strong className="font-semibold">
        <bdi>{inPlainSight(machine)}</bdi>
      </strong>{' '}
      · incident{' '}
      <Link className="hover:underline" href={`/incidents/${item.incident.id}`}>
        {item.incident.number}, <bdi>{inPlainSight(item.incident.title)}</bdi>
      </Link>
    </>
  );
}
