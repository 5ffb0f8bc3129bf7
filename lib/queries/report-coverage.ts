import type { ReportCoverage } from '../custody/report-event.ts';
import type { Viewer } from './viewer.ts';

/** How far each of Azure's logs was held against the register, and which of its hours never arrived. The caller has authorised. */
export async function reportCoverage(db: Viewer['db']): Promise<readonly ReportCoverage[]> {
  const [logs, gaps] = await Promise.all([
    db.reconciliationLog.findMany({ orderBy: { log: 'asc' } }),
    db.reconciliationFinding.findMany({
      where: { kind: 'gap', state: 'open' },
      orderBy: { at: 'asc' },
      select: { log: true, at: true, until: true },
    }),
  ]);
  return logs.map(({ log, begunAt, readTo, problem }) => ({
    log,
    from: begunAt.toISOString(),
    to: readTo?.toISOString() ?? null,
    problem,
    openGaps: gaps
      .filter((gap) => log.split(' ')[0] === gap.log)
      .map(({ at, until }) => ({ from: at.toISOString(), to: (until ?? at).toISOString() })),
  }));
}
