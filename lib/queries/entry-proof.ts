import { formatTlogProof } from '../ledger/tlog-proof.ts';
import { inclusionProof } from '../ledger/tree-proof.ts';
import { cosignedNote } from './cosigned-note.ts';
import { fromSoundLedger } from './sound-ledger.ts';
import { withTreeNodes } from './tree-nodes.ts';
import type { Viewer } from './viewer.ts';

const newestCosigned = 50; // receipts looked at for the checkpoint that most witnesses cosigned

/** What ties one entry to a signed checkpoint. */
export interface EntryProof {
  readonly index: bigint;
  readonly entry: Uint8Array;
  readonly size: bigint; // of the checkpoint
  readonly note: string; // with the witnesses' lines
  readonly hashes: readonly Uint8Array[]; // audit path from the leaf upwards
}

/**
 * Proof for one entry under the newest checkpoint that witnesses cosigned, else under the newest of all. Out: null if
 * there is no such entry, or no checkpoint covers it yet. Throws `conflict` for a damaged tree.
 */
export async function entryProof(db: Viewer['db'], index: bigint): Promise<EntryProof | null> {
  const row = await db.ledgerEntry.findUnique({ where: { idx: index }, select: { entry: true } });
  const checkpoint = await bestCheckpointOver(db, index);
  if (row === null || checkpoint === null) return null;
  const { size } = checkpoint;
  const hashes = await fromSoundLedger(() =>
    withTreeNodes(db, (readNode) => inclusionProof(size, index, readNode)),
  );
  return { index, entry: row.entry, size, note: await cosignedNote(db, checkpoint), hashes };
}

/** The text of a `.tlog-proof` file. The entry itself rides along as extra data, so that its leaf can be computed. */
export function tlogProofOf({ index, entry, note, hashes }: EntryProof): string {
  return formatTlogProof({ index, hashes, checkpoint: note, extra: entry });
}

async function bestCheckpointOver(
  db: Viewer['db'],
  index: bigint,
): Promise<{ readonly size: bigint; readonly note: string } | null> {
  const covers = { size: { gt: index } };
  const receipts = await db.ledgerAnchor.findMany({
    where: { kind: 'witness', ...covers },
    orderBy: { size: 'desc' },
    take: newestCosigned,
    select: { size: true },
  });
  const size = mostFrequent(receipts.map((receipt) => receipt.size));
  return await db.ledgerCheckpoint.findFirst({
    where: size === null ? covers : { size },
    orderBy: { size: 'desc' },
    select: { size: true, note: true },
  });
}

/** Of several that are equally frequent, the first. */
function mostFrequent(sizes: readonly bigint[]): bigint | null {
  const counts = new Map<bigint, number>();
  for (const size of sizes) counts.set(size, (counts.get(size) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  for (const [size, count] of counts) if (count === most) return size;
  return null;
}
