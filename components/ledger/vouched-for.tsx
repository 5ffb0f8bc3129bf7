import Link from 'next/link';
import type { LedgerAnchors } from '@/lib/queries/get-ledger-anchors.ts';

/** In a few words what the anchors say, and the way to the rest of it. */
export function VouchedFor({ anchors }: { anchors: LedgerAnchors }) {
  const failing = anchors.anchors.filter(({ failingSince }) => failingSince !== null).length;
  return (
    <Link className="underline" href="/ledger/checkpoints">
      {vouchedWords(anchors)}
      {failing > 0 && `, ${failing} of ${anchors.anchors.length} anchors failing`}
    </Link>
  );
}

function vouchedWords({ anchors, notStored, notWitnessed }: LedgerAnchors): string {
  if (anchors.length === 0) return 'Not yet';
  const [stored, witnessed] = [BigInt(notStored.entries), BigInt(notWitnessed.entries)];
  const open = stored > witnessed ? stored : witnessed;
  return open === 0n ? 'All entries' : `All but ${open}`;
}
