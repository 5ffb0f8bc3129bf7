import { requirePermission } from '../custody/permission.ts';
import { recordedEventOf } from '../custody/recorded-event.ts';
import { lossWords, readStatement } from '../ledger/epoch-statement.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import type { Viewer } from './viewer.ts';

/** One epoch of the log, as its own opening says. */
export interface LedgerEpochView {
  readonly number: number;
  readonly origin: string;
  readonly openedAt: string;
  readonly index: string | null; // of the opening; null: it waits for the ledger
  readonly loss: LedgerLossView | null; // null: the first one
}

/** What was lost with the epoch before. Who stated it is as they were named, not as they signed in. */
export interface LedgerLossView {
  readonly words: readonly string[];
  readonly why: string;
  readonly statedBy: string;
  readonly agreedBy: string;
}

/** The openings that the register holds, newest first. Throws `forbidden`. */
export async function getLedgerEpochs(viewer: Viewer): Promise<readonly LedgerEpochView[]> {
  requirePermission(viewer.actor, 'ledger.read');
  const events = await viewer.db.custodyEvent.findMany({
    where: { stream: 'system', type: 'ledger.opened' },
    orderBy: { n: 'desc' },
    select: { id: true, body: true },
  });
  const entries = await viewer.db.ledgerEntry.findMany({
    where: { eventId: { in: events.map(({ id }) => id) } },
    select: { eventId: true, idx: true },
  });
  return events.flatMap(({ id, body }) => {
    const event = recordedEventOf(body);
    if (event?.type !== 'ledger.opened') return [];
    const { origin, epoch, statement } = event.detail;
    const index = entries.find(({ eventId }) => eventId === id)?.idx.toString() ?? null;
    return [{ number: epoch, origin, openedAt: event.recordedAt, index, loss: lossOf(statement) }];
  });
}

/** Its signatures are checked by `fsck`, against keys that the portal does not hand itself. */
function lossOf(note: string | undefined): LedgerLossView | null {
  if (note === undefined) return null;
  try {
    const statement = readStatement(note);
    const { why, statedBy, agreedBy } = statement;
    return { words: lossWords(statement, 'the epoch before'), why, statedBy, agreedBy };
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    return { words: [error.message], why: 'Unknown', statedBy: 'Unknown', agreedBy: 'Unknown' };
  }
}
