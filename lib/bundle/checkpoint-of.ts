import { type Checkpoint, parseCheckpoint } from '../ledger/checkpoint.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { parseNote } from '../ledger/signed-note.ts';
import type { BundleEvent } from './held-event.ts';

/** The checkpoint that the proof of an event names, whoever signed it; null: there is none that can be read. */
export function checkpointOf({ note }: BundleEvent): Checkpoint | null {
  try {
    return note === null ? null : parseCheckpoint(parseNote(note).text);
  } catch (error) {
    if (error instanceof LedgerError) return null; // what is wrong with it, the verdict says
    throw error;
  }
}
