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
  const found = await entryAndCheckpoint(db, index);
  if (found === null) return null;
  const { entry, size } = found;
  const [hashes, note] = await Promise.all([
    fromSoundLedger(() => withTreeNodes(db, (readNode) => inclusionProof(size, index, readNode))),
    cosignedNote(db, found),
  ]);
  return { index, entry, size, note, hashes };
}

/** The text of a `.tlog-proof` file. The entry itself rides along as extra data, so that its leaf can be computed. */
export function tlogProofOf({ index, entry, note, hashes }: EntryProof): string {
  return formatTlogProof({ index, hashes, checkpoint: note, extra: entry });
}

interface EntryUnderCheckpoint {
  readonly entry: Uint8Array;
  readonly size: bigint;
  readonly note: string;
}

/** Of several checkpoints that equally many witnesses cosigned, the newest. */
async function entryAndCheckpoint(db: Viewer['db'], index: bigint): Promise<EntryUnderCheckpoint | null> {
  const [found] = await db.$queryRaw<EntryUnderCheckpoint[]>`
    with receipt as (
      select a.size from ledger_anchor a join ledger_checkpoint c on c.size = a.size
      where a.kind = 'witness' and a.size > ${index}
        and starts_with(c.note, (select origin || chr(10) from ledger_head where id = 1)) -- a bundle is of one epoch
      order by a.size desc limit ${newestCosigned}
    ), cosigned as (
      select size from receipt group by size order by count(*) desc, size desc limit 1
    )
    select entry.entry, checkpoint.size, checkpoint.note
    from ledger_entry as entry, ledger_checkpoint as checkpoint
    where entry.idx = ${index} and checkpoint.size = coalesce(
      (select size from cosigned),
      (select max(size) from ledger_checkpoint where size > ${index}))`;
  return found ?? null;
}
