import type { Database } from '../adapters/prisma/client.ts';
import type { EvidenceLocker } from '../ports/evidence-locker.ts';
import type { Logger } from '../runtime/logger.ts';
import { version } from '../runtime/version.ts';

export interface Health {
  readonly status: 'up' | 'down';
  readonly version: string;
  readonly database: PartState;
  readonly worker: PartState;
  readonly locker: PartState;
  readonly ledger: { readonly size: number | null; readonly checkpointAgeSeconds: number | null };
}

type PartState = 'up' | 'down';

const heartbeatLimitMs = 60_000;
const answerLimitMs = 5_000;
const lockerMemoryMs = 15_000;

interface Parts {
  readonly db: Database;
  readonly locker: EvidenceLocker;
  readonly logger: Logger;
}

/**
 * What works now. `down` when the database does not answer, no worker was heard for 60 s, or the locker
 * cannot be read. Names no cause: the page is public, the log is not.
 */
export async function health(parts: Parts): Promise<Health> {
  const [heart, ledger, locker] = await Promise.all([
    attempt(parts, 'worker', () => parts.db.workerHeartbeat.findFirst({ orderBy: { lastSeenAt: 'desc' } })),
    attempt(parts, 'database', () => readLedger(parts.db)),
    lockerState(parts),
  ]);
  const database: PartState = ledger === null ? 'down' : 'up';
  const lastSeen = heart?.value?.lastSeenAt.getTime() ?? 0;
  const worker: PartState = Date.now() - lastSeen <= heartbeatLimitMs ? 'up' : 'down';
  return {
    status: [database, worker, locker].includes('down') ? 'down' : 'up',
    version,
    database,
    worker,
    locker,
    ledger: ledger?.value ?? { size: null, checkpointAgeSeconds: null },
  };
}

async function readLedger(db: Database): Promise<Health['ledger']> {
  const [head, checkpoint] = await Promise.all([
    db.ledgerHead.findFirst({ select: { size: true } }),
    db.ledgerCheckpoint.findFirst({ orderBy: { size: 'desc' }, select: { createdAt: true } }),
  ]);
  const age =
    checkpoint === null
      ? null
      : Math.max(0, Math.round((Date.now() - checkpoint.createdAt.getTime()) / 1000));
  return { size: Number(head?.size ?? 0n), checkpointAgeSeconds: age };
}

let lockerSeen: { readonly at: number; readonly state: PartState } | undefined;

/** Asked at most every 15 s while it works: a public page must not be a way to hammer Azure. */
async function lockerState(parts: Parts): Promise<PartState> {
  const now = Date.now();
  if (lockerSeen?.state === 'up' && now - lockerSeen.at < lockerMemoryMs) return 'up';
  const posture = await attempt(parts, 'locker', () =>
    parts.locker.posture(AbortSignal.timeout(answerLimitMs)),
  );
  lockerSeen = { at: now, state: posture === null ? 'down' : 'up' };
  return lockerSeen.state;
}

/** The answer, or null after an error or five seconds; the reason goes to the log. */
async function attempt<T>(
  { logger }: Parts,
  part: string,
  ask: () => Promise<T>,
): Promise<{ readonly value: T } | null> {
  const late = AbortSignal.timeout(answerLimitMs);
  const tooLate = new Promise<never>((_, reject) => {
    late.addEventListener('abort', () => reject(new Error(`${part} did not answer in ${answerLimitMs} ms`)), {
      once: true,
    });
  });
  try {
    return { value: await Promise.race([ask(), tooLate]) };
  } catch (error) {
    logger.warn({ err: error, part }, 'health: a part is down');
    return null;
  }
}
