import type { Database } from '../adapters/prisma/client.ts';
import type { AcquisitionStep } from '../custody/acquisition.ts';
import { eventWords } from '../custody/event-words.ts';
import { type RecordedEvent, recordedEventOf } from '../custody/recorded-event.ts';

/** What the register says of one finished step: the same words as in the chain of custody. */
export interface StepFact {
  readonly sentence: string;
  readonly checks: readonly string[]; // what was looked at beforehand, one a line; empty for every other step
  readonly ledgerIndex: string | null; // null: waiting for the ledger
}

/** The newest recorded fact of each step of the acquisition that made this evidence item. The calling query has authorised. */
export async function stepFacts(
  db: Database,
  evidenceId: string,
): Promise<ReadonlyMap<AcquisitionStep, StepFact>> {
  const rows = await db.custodyEvent.findMany({
    where: { stream: evidenceId },
    orderBy: { n: 'desc' },
    take: 200,
    select: { id: true, body: true },
  });
  const entries = await db.ledgerEntry.findMany({
    where: { eventId: { in: rows.map((row) => row.id) } },
    select: { eventId: true, idx: true },
  });
  const indexes = new Map(entries.map((entry) => [entry.eventId, entry.idx.toString()]));
  const facts = new Map<AcquisitionStep, StepFact>();
  for (const row of rows) {
    const event = recordedEventOf(row.body);
    if (event === null) continue; // the chain of custody shows what became of it
    const step = stepOf(event);
    if (step === null || facts.has(step)) continue;
    facts.set(step, {
      sentence: eventWords(event).sentence,
      checks: checksOf(event),
      ledgerIndex: indexes.get(row.id) ?? null,
    });
  }
  return facts;
}

/** By which step it was recorded; the verdict on a bundle is what its last step is for. */
function stepOf({ type, detail }: RecordedEvent): AcquisitionStep | null {
  if (type === 'import.bundle-verified') return 'corroborate';
  return 'report' in detail && detail.report !== null ? detail.report.step : null;
}

function checksOf(event: RecordedEvent): readonly string[] {
  if (event.type !== 'acquisition.feasible') return [];
  return event.detail.checks.map((check) => `${check.check}: ${check.result}`);
}
