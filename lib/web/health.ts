import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../adapters/prisma/client.ts';
import type { EvidenceLocker } from '../ports/evidence-locker.ts';
import { staleControlWhere } from '../queries/stale-controls.ts';
import type { Logger } from '../runtime/logger.ts';
import { version } from '../runtime/version.ts';

export interface Health {
  readonly status: 'up' | 'down';
  readonly version: string;
  readonly database: PartState;
  readonly worker: PartState;
  readonly locker: PartState;
  readonly ledger: LedgerHealth;
  readonly evidence: EvidenceHealth | null;
  readonly posture: PostureHealth | null;
  readonly alarms: AlarmHealth | null;
}

/** Counts only. A channel that was never used is neither. */
interface AlarmHealth {
  readonly open: number;
  readonly unacknowledged: number;
  readonly channels: { readonly up: number; readonly failing: number };
}

/** Controls of Azure; counts only. `readAt`: of the look that is oldest; null: nobody has looked yet. */
interface PostureHealth {
  readonly failing: number;
  readonly unknown: number; // also those at which nobody has looked for too long
  readonly readAt: string | null;
}

/** Sealed items by what the store last said of them; counts only, the page is public. */
interface EvidenceHealth {
  readonly sealed: number;
  readonly missing: number; // gone, or another blob lies there
  readonly unknown: number; // the store gives no answer
}

/** Null: it could not be asked. A frozen ledger takes nothing down: what is recorded waits to be signed. */
interface LedgerHealth {
  readonly size: number | null;
  readonly checkpointAgeSeconds: number | null;
  readonly frozen: boolean | null;
  readonly anchors: { readonly up: number; readonly failing: number; readonly contradicting: number } | null;
  readonly patrol: PatrolHealth | null; // null also before its first step
}

/** The reading of every row again: when it was last through, and how many entries of how many it read since. */
interface PatrolHealth {
  readonly completedAt: string | null;
  readonly read: number;
  readonly of: number;
}

/** `unknown`: it could not be asked, or has not answered yet. Never shown as good. */
type PartState = 'up' | 'down' | 'unknown';

const heartbeatLimitMs = 60_000;
const answerLimitMs = 1_500;
const lockerLimitMs = 10_000;
const lockerUpMemoryMs = 15_000;
const lockerDownMemoryMs = 1_000;

interface Parts {
  readonly db: Database;
  readonly locker: EvidenceLocker;
}

/**
 * What works now, within two seconds. `down` when the database does not answer, no worker was heard for 60 s, or the
 * locker cannot be read. Names no cause: the page is public, the log is not. `open` gives the parts; it fails while
 * the database is away at the portal's start.
 */
export async function health(open: () => Promise<Parts>, logger: Logger): Promise<Health> {
  const began = Date.now();
  const parts = await inTime(open(), began).catch((error: unknown) => told(logger, 'portal', error));
  if (parts === null) return summary('down', 'unknown', 'unknown', null, null, null, null);
  const [heart, ledger, evidence, posture, alarms, locker] = await Promise.all([
    inTime(lastHeartbeat(parts.db), began).catch((error: unknown) => told(logger, 'worker', error)),
    inTime(readLedger(parts.db), began).catch((error: unknown) => told(logger, 'database', error)),
    inTime(readEvidence(parts.db), began).catch((error: unknown) => told(logger, 'database', error)),
    inTime(readPosture(parts.db), began).catch((error: unknown) => told(logger, 'database', error)),
    inTime(readAlarms(parts.db), began).catch((error: unknown) => told(logger, 'database', error)),
    inTime(lockerState(parts.locker, logger), began).catch(() => 'unknown' as const),
  ]);
  const state = ledger === null ? 'down' : 'up';
  return summary(state, workerState(heart), locker, ledger, evidence, posture, alarms);
}

function summary(
  database: PartState,
  worker: PartState,
  locker: PartState,
  ledger: LedgerHealth | null,
  evidence: EvidenceHealth | null,
  posture: PostureHealth | null,
  alarms: AlarmHealth | null,
): Health {
  const allUp = [database, worker, locker].every((state) => state === 'up');
  return {
    status: allUp ? 'up' : 'down',
    version,
    database,
    worker,
    locker,
    ledger: ledger ?? { size: null, checkpointAgeSeconds: null, frozen: null, anchors: null, patrol: null },
    evidence,
    posture,
    alarms,
  };
}

async function lastHeartbeat(db: Database): Promise<Date> {
  const heart = await db.workerHeartbeat.findFirst({ orderBy: { lastSeenAt: 'desc' } });
  return heart?.lastSeenAt ?? new Date(0);
}

function workerState(lastSeen: Date | null): PartState {
  if (lastSeen === null) return 'unknown';
  return Date.now() - lastSeen.getTime() <= heartbeatLimitMs ? 'up' : 'down';
}

async function readLedger(db: Database): Promise<LedgerHealth> {
  const [head, checkpoint, freezes, anchors, patrol] = await Promise.all([
    db.ledgerHead.findFirst({ select: { size: true } }),
    db.ledgerCheckpoint.findFirst({ orderBy: { size: 'desc' }, select: { createdAt: true } }),
    db.ledgerFreeze.count(),
    db.ledgerAnchorState.findMany({ select: { failingSince: true, alarm: true } }),
    db.ledgerPatrol.findFirst(),
  ]);
  const age =
    checkpoint === null
      ? null
      : Math.max(0, Math.round((Date.now() - checkpoint.createdAt.getTime()) / 1000));
  return {
    size: Number(head?.size ?? 0n),
    checkpointAgeSeconds: age,
    frozen: freezes > 0,
    anchors: {
      up: anchors.filter(({ failingSince }) => failingSince === null).length,
      failing: anchors.filter(({ failingSince, alarm }) => failingSince !== null && !alarm).length,
      contradicting: anchors.filter(({ alarm }) => alarm).length,
    },
    patrol:
      patrol === null
        ? null
        : {
            completedAt: patrol.completedAt?.toISOString() ?? null,
            read: Number(patrol.roundSize - patrol.left),
            of: Number(patrol.roundSize),
          },
  };
}

async function readEvidence(db: Database): Promise<EvidenceHealth> {
  const [sealed, missing, unknown] = await Promise.all([
    db.evidenceItem.count({ where: { state: 'sealed' } }),
    db.evidencePresence.count({ where: { state: { in: ['missing', 'other'] } } }),
    db.evidencePresence.count({ where: { unknownSince: { not: null } } }),
  ]);
  return { sealed, missing, unknown };
}

async function readPosture(db: Database): Promise<PostureHealth> {
  const stale = staleControlWhere(Date.now());
  const demanded = { retiredAt: null };
  const [failing, unknown, oldest] = await Promise.all([
    db.postureControl.count({ where: { ...demanded, verdict: 'fail', NOT: stale } }),
    db.postureControl.count({ where: { ...demanded, OR: [{ verdict: 'unknown' }, stale] } }),
    db.postureControl.aggregate({ where: demanded, _min: { checkedAt: true } }),
  ]);
  return { failing, unknown, readAt: oldest._min.checkedAt?.toISOString() ?? null };
}

async function readAlarms(db: Database): Promise<AlarmHealth> {
  const known = { retiredAt: null };
  const [open, unacknowledged, up, failing] = await Promise.all([
    db.alarm.count({ where: { clearedAt: null } }),
    db.alarm.count({ where: { clearedAt: null, acknowledgedAt: null } }),
    db.alarmChannel.count({ where: { ...known, failingSince: null, succeededAt: { not: null } } }),
    db.alarmChannel.count({ where: { ...known, failingSince: { not: null } } }),
  ]);
  return { open, unacknowledged, channels: { up, failing } };
}

let lockerSeen: { readonly until: number; readonly state: Promise<PartState> } | undefined;

/**
 * One question to Azure at a time, and its answer kept: a public page must not be a way to hammer Azure. It may take
 * longer than the page waits; then the next page has it.
 */
function lockerState(locker: EvidenceLocker, logger: Logger): Promise<PartState> {
  if (lockerSeen !== undefined && Date.now() < lockerSeen.until) return lockerSeen.state;
  const state = locker.posture(AbortSignal.timeout(lockerLimitMs)).then(
    (): PartState => 'up',
    (error: unknown): PartState => {
      told(logger, 'locker', error);
      return 'down';
    },
  );
  lockerSeen = { until: Date.now() + lockerLimitMs, state };
  state.then((seen) => {
    lockerSeen = { until: Date.now() + (seen === 'up' ? lockerUpMemoryMs : lockerDownMemoryMs), state };
  });
  return state;
}

/** The answer, unless it is not there when the page's time is over. */
async function inTime<T>(answer: Promise<T>, began: number): Promise<T> {
  const late = new AbortController();
  const limit = sleep(Math.max(0, began + answerLimitMs - Date.now()), undefined, { signal: late.signal });
  const tooLate = limit.then((): never => {
    throw new Error(`no answer within ${answerLimitMs} ms`);
  });
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    late.abort();
    tooLate.catch(() => {}); // the abort above, when the answer came first
    answer.catch(() => {}); // it may still fail after its time
  }
}

function told(logger: Logger, part: string, error: unknown): null {
  logger.warn({ err: error, part }, 'health: a part is down');
  return null;
}
