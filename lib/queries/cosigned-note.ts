import { LedgerError } from '../ledger/ledger-error.ts';
import { parseNote } from '../ledger/signed-note.ts';
import type { Viewer } from './viewer.ts';

/** A signed note with the lines of every witness that is known to have cosigned it, in the order of their names. */
export async function cosignedNote(
  db: Viewer['db'],
  checkpoint: { readonly size: bigint; readonly note: string },
): Promise<string> {
  const receipts = await db.ledgerAnchor.findMany({
    where: { kind: 'witness', size: checkpoint.size },
    orderBy: { name: 'asc' },
    select: { receipt: true },
  });
  return receipts.reduce((note, { receipt }) => withLine(note, receipt), checkpoint.note);
}

/** A line that is none must not spoil the note for its readers: then it is the same note without it. */
function withLine(note: string, receipt: Uint8Array | null): string {
  const longer = `${note}${new TextDecoder().decode(receipt ?? undefined)}`;
  try {
    parseNote(longer);
    return longer;
  } catch (error) {
    if (error instanceof LedgerError) return note;
    throw error;
  }
}
