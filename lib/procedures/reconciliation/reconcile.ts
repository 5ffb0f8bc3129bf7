import { explainFindings } from './explain-findings.ts';
import { findAbsences } from './find-absences.ts';
import { type LogSource, logSources } from './log-source.ts';
import { reconcileLog } from './reconcile-log.ts';
import type { ReconciliationContext } from './reconciliation-context.ts';

/** How often a log is asked, as long as one worker at a time does so. */
const paces: Readonly<Record<LogSource['kind'], number>> = { blob: 30_000, activity: 30_000 };

export interface ReconciliationRound {
  readonly found: number;
  readonly explained: number; // findings that something later accounts for
}

/**
 * One round: each log whose turn it is read on and held against the ledger, then what should be there and is not, then what
 * came late. Safe in any number of workers.
 */
export async function reconcile(
  context: ReconciliationContext,
  signal: AbortSignal,
): Promise<ReconciliationRound> {
  const sources = logSources(context.place, await context.register.sourceSubscriptions());
  let [found, rounds] = [0, 0];
  for (const source of sources) {
    const counts = await reconcileLog(context, source, paces[source.kind], signal);
    if (counts === null) continue;
    found += counts.found;
    rounds += 1;
  }
  if (rounds === 0) return { found: 0, explained: 0 };
  found += await findAbsences(context, sources);
  return { found, explained: await explainFindings(context, signal) };
}
