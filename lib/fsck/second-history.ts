import { checkNote, isFinding, type JudgedNote } from '../ledger/check-note.ts';
import type { Finding } from '../ledger/finding.ts';
import { anchoredNotes } from './anchored-copy.ts';
import type { LedgerParts } from './ledger-parts.ts';

/**
 * Where the database differs from the anchors, whether the log's own keys signed both histories: two notes that no
 * proof can reconcile are what the operator of a log has to answer for. In: the first index that differs, how far the
 * anchors go, and the newest checkpoint that the database's entries bear out. Out: at most one finding with both
 * notes, of one size if there are such.
 */
export async function secondHistory(
  parts: LedgerParts,
  at: { readonly firstDifference: bigint; readonly anchored: bigint; readonly stored: JudgedNote | null },
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  let newest: JudgedNote | null = null;
  for await (const { size, note } of anchoredNotes(parts.store, at.anchored, signal)) {
    if (size <= at.firstDifference) continue;
    newest = believed(Buffer.from(note).toString('utf8'), parts) ?? newest;
    const twin = await storedNote(parts, size);
    if (
      newest === null ||
      twin === null ||
      Buffer.compare(twin.checkpoint.root, newest.checkpoint.root) === 0
    )
      continue;
    return [twoHistories(newest, twin, `Its keys signed two different roots for ${size} entries.`)];
  }
  const { stored } = at;
  if (newest === null || stored === null || stored.checkpoint.size <= at.firstDifference) return [];
  const [one, other] = [newest.checkpoint.size, stored.checkpoint.size];
  const words = `Its keys signed ${one} entries for the anchors and ${other} here, of two histories.`;
  return [twoHistories(newest, stored, words)];
}

function twoHistories(anchored: JudgedNote, stored: JudgedNote, words: string): Finding {
  const where = `checkpoint ${stored.checkpoint.size}`;
  return { attack: 'rewritten', where, words, proof: [anchored.note, stored.note] };
}

async function storedNote(parts: LedgerParts, size: bigint): Promise<JudgedNote | null> {
  const { rows } = await parts.client.query<{ note: string }>(
    'select note from ledger_checkpoint where size = $1',
    [size],
  );
  return rows[0] === undefined ? null : believed(rows[0].note, parts);
}

/** Signed by every key of the log. */
function believed(note: string, { trust }: LedgerParts): JudgedNote | null {
  const judged = checkNote(note, trust);
  return isFinding(judged) ? null : judged;
}
