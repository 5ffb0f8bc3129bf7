import type { ReconciledLog } from '../custody/reconciliation-event.ts';
import { type CoverageSpan, coverageSpans } from '../reconcile/coverage.ts';
import type { Viewer } from './viewer.ts';

/** One log: from when to when it was read, what stands in the way, and what its hours held. */
export interface LogView {
  readonly log: string;
  readonly kind: ReconciledLog;
  readonly subscriptionId: string | null;
  readonly from: string;
  readonly to: string | null; // null: it was never read
  readonly latenessMinutes: number | null;
  readonly triedAt: string;
  readonly asked: boolean; // within the last minutes: a worker is at it
  readonly answeredAt: string | null;
  readonly problem: { readonly why: string; readonly words: string; readonly since: string } | null;
  readonly spans: readonly CoverageSpan[]; // of the last days, oldest first
  readonly explained: number; // in them
  readonly refused: number;
}

const shownMs = 48 * 3_600_000;
const askedMs = 300_000;

/** All logs that anybody asked for yet, the locker's first, with their last two days. */
export async function logViews(db: Viewer['db'], now: Date): Promise<readonly LogView[]> {
  const from = new Date(now.getTime() - shownMs);
  const [logs, hours, gaps] = await Promise.all([
    db.reconciliationLog.findMany({ orderBy: { log: 'desc' } }),
    db.reconciliationHour.findMany({ where: { hour: { gte: new Date(from.getTime() - 3_600_000) } } }),
    db.reconciliationFinding.findMany({
      where: { kind: 'gap', state: 'open', until: { gte: from } },
      select: { log: true, at: true, until: true },
    }),
  ]);
  return logs.map((row) => {
    const [kind = '', subscriptionId = null] = row.log.split(' ');
    const own = hours
      .filter(({ log }) => log === row.log)
      .map(({ hour, ...counts }) => ({ ...counts, hour: hour.toISOString() }));
    const spans = coverageSpans({
      ...{ begunAt: row.begunAt, readTo: row.readTo, latenessMinutes: row.latenessMinutes, hours: own, now },
      gaps: gaps.filter(({ log }) => log === kind).map(({ at, until }) => ({ from: at, to: until ?? at })),
      from: row.begunAt > from ? row.begunAt : from,
    });
    return {
      log: row.log,
      kind: kind as ReconciledLog, // a log's name begins with its kind
      subscriptionId,
      from: row.begunAt.toISOString(),
      to: row.readTo?.toISOString() ?? null,
      latenessMinutes: row.latenessMinutes,
      triedAt: row.triedAt.toISOString(),
      asked: now.getTime() - row.triedAt.getTime() < askedMs,
      answeredAt: row.answeredAt?.toISOString() ?? null,
      problem:
        row.problem === null
          ? null
          : {
              why: row.why ?? 'no-answer',
              words: row.problem,
              since: (row.problemSince ?? row.triedAt).toISOString(),
            },
      spans,
      explained: spans.reduce((sum, one) => sum + one.explained, 0),
      refused: spans.reduce((sum, one) => sum + one.refused, 0),
    };
  });
}
