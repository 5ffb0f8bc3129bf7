import { CustodyError } from '../../custody/custody-error.ts';
import type { LogMark } from '../../ports/reconciliation-state.ts';
import { judgeRecords } from './judge-records.ts';
import { keepJudged } from './keep-judged.ts';
import { type LogSource, logKey, stretchOf } from './log-source.ts';
import { readRecords } from './read-records.ts';
import type { ReconciliationContext } from './reconciliation-context.ts';

const answerLimitMs = 120_000;
const shortOverlapMs = 300_000;
const sweepMs = 600_000;
const mostAtOnce = 5_000; // records judged and written together

export interface Reconciled {
  readonly explained: number;
  readonly found: number;
}

/**
 * Reads one log from its mark to now and holds every record against the ledger, each once. Records come late: what was
 * read is asked for again, a little of it each time, and every ten minutes as far back as a record may be late. What Azure
 * refuses or leaves unanswered is noted, and asked for again from the same mark. Null when it is not the caller's turn.
 */
export async function reconcileLog(
  context: ReconciliationContext,
  source: LogSource,
  everyMs: number,
  signal: AbortSignal,
): Promise<Reconciled | null> {
  const log = logKey(source);
  const mark = await context.register.claimReconciliation(log, everyMs);
  if (mark === null) return null;
  if (source.kind === 'blob' && context.blobLog === null) {
    const words = 'No setting names the log workspace and the identity that may read it.';
    await context.register.keepUnread(log, { why: 'not-set-up', words });
    return { explained: 0, found: 0 };
  }
  try {
    return await readOn(context, source, mark, signal);
  } catch (error) {
    return await keepTrouble(context, log, error, signal);
  }
}

/** Another worker was at it: it has what there is. What the judging needs of Azure and did not get leaves the mark. */
async function keepTrouble(
  context: ReconciliationContext,
  log: string,
  error: unknown,
  signal: AbortSignal,
): Promise<Reconciled> {
  if (!(error instanceof CustodyError)) {
    const isTooLate = error instanceof Error && /^(Abort|Timeout)Error$/.test(error.name);
    if (!isTooLate || signal.aborted) throw error;
    const words = `Azure did not answer within ${answerLimitMs / 1_000} seconds.`;
    await context.register.keepUnread(log, { why: 'no-answer', words });
    return { explained: 0, found: 0 };
  }
  switch (error.code) {
    case 'conflict':
      break;
    case 'cloud-unavailable':
    case 'cloud-refused':
    case 'throttled': {
      const why = error.code === 'cloud-refused' ? 'refused' : 'no-answer';
      await context.register.keepUnread(log, { why, words: error.message });
      break;
    }
    default:
      throw error;
  }
  return { explained: 0, found: 0 };
}

async function readOn(
  context: ReconciliationContext,
  source: LogSource,
  mark: LogMark,
  signal: AbortSignal,
): Promise<Reconciled> {
  const now = context.now();
  const swept = mark.sweptAt === null || now.getTime() - mark.sweptAt.getTime() >= sweepMs;
  let from = earlier(context, mark, swept);
  let [explained, found] = [0, 0];
  while (from < now && !signal.aborted) {
    const to = new Date(Math.min(now.getTime(), from.getTime() + stretchOf(source.kind)));
    const counts = await reconcileStretch(
      context,
      source,
      { mark, from, to, swept: swept && to >= now },
      signal,
    );
    if (counts === null) break;
    explained += counts.explained;
    found += counts.found;
    from = to;
  }
  return { explained, found };
}

/** Where to begin again: before the mark by what may have come since, but not before coverage begins. */
function earlier({ latenessMinutes }: ReconciliationContext, mark: LogMark, swept: boolean): Date {
  const readTo = mark.readTo ?? mark.begunAt;
  const lateness = latenessMinutes * 60_000;
  const overlap = swept ? lateness : Math.min(lateness, shortOverlapMs);
  return new Date(Math.max(mark.begunAt.getTime(), readTo.getTime() - overlap));
}

interface Stretch {
  readonly mark: LogMark;
  readonly from: Date;
  readonly to: Date;
  readonly swept: boolean;
}

/** Null where Azure did not answer: the mark stays. */
async function reconcileStretch(
  context: ReconciliationContext,
  source: LogSource,
  stretch: Stretch,
  signal: AbortSignal,
): Promise<Reconciled | null> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(answerLimitMs)]);
  const reading = await readRecords(context, source, stretch.from, stretch.to, limited);
  if (reading.kind === 'unread') {
    await context.register.keepUnread(logKey(source), reading);
    return null;
  }
  const records = new Map(reading.value.map((one) => [one.id, one])); // a log may give one twice
  const unseen = await context.register.unseenRecords(logKey(source), [...records.keys()]);
  const fresh = [...records.values()].filter(({ id }) => unseen.has(id));
  let [explained, found] = [0, 0];
  for (let start = 0; start === 0 || start < fresh.length; start += mostAtOnce) {
    const some = fresh.slice(start, start + mostAtOnce);
    const isLast = start + mostAtOnce >= fresh.length;
    const judged = await judgeRecords(context, some, limited);
    const readTo = isLast ? stretch.to : new Date(some.at(-1)?.at ?? stretch.from);
    const kept = await keepJudged(context, source, judged, {
      readTo,
      swept: isLast && stretch.swept,
      coveredFrom: stretch.mark.begunAt,
    });
    explained += kept.explained;
    found += kept.found;
  }
  return { explained, found };
}
