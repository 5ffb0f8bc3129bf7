import { randomUUID } from 'node:crypto';
import type { LogCoverage, ReconciledLog } from '../../custody/reconciliation-event.ts';
import type { LogMark, NewFinding, UnusedGrant } from '../../ports/reconciliation-state.ts';
import { type ExpectedCalls, findGaps, hourOf, type LogGap } from '../../reconcile/find-gaps.ts';
import { type LogSource, logKey, sourcesThatShow } from './log-source.ts';
import type { ReconciliationContext } from './reconciliation-context.ts';
import { recordFindings } from './record-findings.ts';

const lookBackMs = 24 * 3_600_000;
const mostEvents = 50; // named by one finding

/**
 * What should be in a log and is not: the product's own calls, and any use of a grant that is over. Concluded only for what
 * a log was read for, and not before its records may be as late as they may be. Out: how many were found.
 */
export async function findAbsences(
  context: ReconciliationContext,
  sources: readonly LogSource[],
): Promise<number> {
  const markOf = await readMarks(context, sources);
  const found = [...(await missingCalls(context, markOf)), ...(await unusedGrants(context, markOf))];
  const keys = await context.register.newFindingKeys(found.map(({ key }) => key));
  const findings = found.filter(({ key }) => keys.has(key));
  await recordFindings(context.register, findings, null);
  return findings.length;
}

interface ReadMark {
  readonly begunAt: Date;
  readonly readTo: Date;
}

type Place = Pick<ExpectedCalls, 'log' | 'at'>;

/** How far a log was read, for calls of one place: null while one of those that must show them was never read. */
type MarkOf = (place: Place) => ReadMark | null;

/** Several logs that must show the same are read as far as the one of them that is furthest behind. */
async function readMarks(context: ReconciliationContext, sources: readonly LogSource[]): Promise<MarkOf> {
  const known = new Map<LogSource, LogMark | null>();
  for (const source of sources) known.set(source, await context.register.logMark(logKey(source)));
  return (place) => {
    const shown = sourcesThatShow(sources, context.place, place);
    const marks = shown.map((source) => known.get(source) ?? null);
    const read = marks.flatMap((mark) =>
      mark === null || mark.readTo === null ? [] : [{ begunAt: mark.begunAt, readTo: mark.readTo }],
    );
    if (read.length === 0 || read.length < marks.length) return null;
    return read.reduce((a, b) => ({
      begunAt: a.begunAt > b.begunAt ? a.begunAt : b.begunAt,
      readTo: a.readTo < b.readTo ? a.readTo : b.readTo,
    }));
  };
}

async function missingCalls(context: ReconciliationContext, markOf: MarkOf): Promise<readonly NewFinding[]> {
  const now = context.now();
  const since = new Date(now.getTime() - lookBackMs);
  const { expected, arrived } = await context.register.expectedCalls(since, now);
  const told = await hoursTold(context, since);
  const latenessMs = context.latenessMinutes * 60_000;
  const places = Map.groupBy(expected, ({ log, at }) => `${log} ${at}`);
  return [...places.values()].flatMap((calls) => {
    const [place] = calls;
    const mark = place === undefined ? null : markOf(place);
    if (place === undefined || mark === null) return [];
    const { log } = place;
    const covered = calls.filter((one) => new Date(one.from) >= mark.begunAt);
    const gaps = findGaps(covered, arrived[log], { now, readTo: mark.readTo, latenessMs });
    const untold = gaps.filter(({ to }) => !told.has(hourKey(log, to)));
    return untold.map((gap) => gapFinding(gap, coverageOf(context, mark)));
  });
}

/** An hour is told once while its finding is open; what is missing of it after that was explained is told anew. */
async function hoursTold({ register }: ReconciliationContext, since: Date): Promise<ReadonlySet<string>> {
  const open = await register.openFindings(since);
  const gaps = open.filter(({ kind }) => kind === 'gap');
  return new Set(gaps.map(({ at, detail }) => hourKey(detail.log, detail.until ?? at)));
}

function hourKey(log: ReconciledLog, at: string): string {
  return `${log} ${hourOf(at)}`;
}

function gapFinding({ log, from, to, eventIds, operations }: LogGap, coverage: LogCoverage): NewFinding {
  const findingId = randomUUID();
  const calls = `${eventIds.length} ${eventIds.length === 1 ? 'event' : 'events'} of the ledger`;
  return {
    id: findingId,
    key: `gap ${hourKey(log, to)} ${eventIds[0]}`,
    evidenceId: null,
    incidentId: null,
    detail: {
      ...{ findingId, kind: 'gap', log, azure: null, coverage },
      at: from,
      until: to,
      ledger: {
        words: `The product’s own calls must be there and are not: ${calls} (${operations.join(', ')}).`,
        eventIds: eventIds.slice(0, mostEvents),
      },
    },
  };
}

async function unusedGrants(context: ReconciliationContext, markOf: MarkOf): Promise<readonly NewFinding[]> {
  const mark = markOf({ log: 'blob', at: 'locker' });
  if (mark === null) return [];
  const latest = mark.readTo.getTime() - context.latenessMinutes * 60_000;
  const earliest = Math.max(mark.begunAt.getTime(), latest - lookBackMs);
  const grants = await context.register.unusedGrants(new Date(earliest), new Date(latest));
  return grants.map((grant) => unusedFinding(grant, coverageOf(context, mark)));
}

function unusedFinding(grant: UnusedGrant, coverage: LogCoverage): NewFinding {
  const findingId = randomUUID();
  const [only] = grant.evidenceIds;
  return {
    id: findingId,
    key: `grant-never-used ${grant.grantId}`,
    evidenceId: grant.evidenceIds.length === 1 ? (only ?? null) : null,
    incidentId: grant.incidentId,
    detail: {
      ...{ findingId, kind: 'grant-never-used', log: 'blob', azure: null, until: null, coverage },
      at: grant.endedAt,
      ledger: {
        words: unusedWords(grant),
        eventIds: [],
      },
    },
  };
}

function unusedWords({ number, granteeName, hiddenUses }: UnusedGrant): string {
  if (hiddenUses === 0)
    return `${number} of ${granteeName} is over, and neither the ledger nor the locker’s log has any use of it.`;
  const records = hiddenUses === 1 ? '1 record' : `${hiddenUses} records`;
  return `${number} of ${granteeName} is over. Whether it was used is unknown: ${records} of theirs cannot be read any more, and no other has any use of it.`;
}

function coverageOf({ latenessMinutes }: ReconciliationContext, { begunAt, readTo }: ReadMark): LogCoverage {
  return { from: begunAt.toISOString(), to: readTo.toISOString(), latenessMinutes };
}
