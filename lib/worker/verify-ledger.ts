import { CustodyError } from '../custody/custody-error.ts';
import type { VerificationStep, VerifiedLedger } from '../custody/verification.ts';
import { fsckLedger } from '../fsck/fsck-ledger.ts';
import type { LedgerParts, Progress } from '../fsck/ledger-parts.ts';
import type { VerificationLease } from '../ports/verification-runs.ts';
import { endVerification } from '../procedures/ledger/end-verification.ts';
import type { ProcedureContext } from '../procedures/procedure.ts';
import type { Logger } from '../runtime/logger.ts';
import { verificationReport } from './verification-report.ts';

const heartbeatMs = 5_000;
const reportEveryMs = 1_000;
const mostAttempts = 3; // for failures that nobody foresaw

export interface VerificationTools {
  readonly context: Pick<ProcedureContext, 'register' | 'worker'>;
  readonly logger: Logger;
  readonly stopping: AbortSignal; // the worker is being stopped
  /** What is verified, with a connection of its own. */
  readonly open: () => Promise<{ readonly parts: LedgerParts; close(): Promise<void> }>;
}

/**
 * Verifies the ledger as `holdfast fsck` does, and records what came of it. Resolves once that is recorded; rejects if
 * it could not be, or if the worker stops, so that the job is given to a worker again, which starts from the beginning.
 */
export async function verifyLedger(tools: VerificationTools, verificationId: string): Promise<void> {
  const { context, logger } = tools;
  const lease = await context.register.claimVerification(verificationId, context.worker.id);
  if (lease === null) return;
  const facts = { verification: lease.id, attempt: lease.attempt };
  logger.info(facts, 'verification begun');
  const life = keepAlive(tools, lease);
  try {
    const { verified, report } = await check(tools, lease, life);
    await endVerification(context, lease, verified, report);
    logger.info({ ...facts, outcome: verified.outcome, findings: verified.findings }, 'verification ended');
  } catch (error) {
    logger.warn({ ...facts, err: error }, 'verification not ended');
    if (!life.isLost() && !isFencedOff(error)) throw error;
  } finally {
    await life.end();
  }
}

async function check(
  tools: VerificationTools,
  lease: VerificationLease,
  life: Life,
): Promise<{ readonly verified: VerifiedLedger; readonly report: string | null }> {
  try {
    const { parts, close } = await tools.open();
    try {
      const found = await fsckLedger(parts, life.progress, life.signal);
      return verificationReport(lease, parts, found);
    } finally {
      await close();
    }
  } catch (error) {
    const problem = wordsOf(error, lease);
    if (life.signal.aborted || problem === null) throw error;
    return { verified: notChecked(lease, problem), report: null };
  }
}

/** Null: to be tried again, by this worker or another one. */
function wordsOf(error: unknown, { attempt }: VerificationLease): string | null {
  if (error instanceof CustodyError) return error.code === 'storage-unavailable' ? null : error.message;
  return attempt < mostAttempts ? null : 'Its cause is in the worker’s log.';
}

function notChecked({ id, attempt }: VerificationLease, problem: string): VerifiedLedger {
  return {
    verificationId: id,
    outcome: 'not-checked',
    attempt,
    entries: null,
    root: null,
    anchoredUpTo: null,
    witnessedUpTo: null,
    findings: 0,
    firstFindings: [],
    reportSha256: null,
    problem,
  };
}

interface Life {
  readonly signal: AbortSignal; // another worker has it, or this one stops
  isLost(): boolean; // another worker has it
  readonly progress: Progress;
  end(): Promise<void>;
}

/** Heartbeats every five seconds and progress once a second, one statement at a time. */
function keepAlive({ context, logger, stopping }: VerificationTools, lease: VerificationLease): Life {
  const lost = new AbortController();
  const signal = AbortSignal.any([lost.signal, stopping]);
  let writing = Promise.resolve();
  let writtenAt = 0;
  const write = (progress: Parameters<typeof context.register.reportVerification>[1]) => {
    writtenAt = Date.now();
    writing = writing
      .then(() => context.register.reportVerification(lease, progress))
      .catch((error: unknown) => {
        // Without a database the end decides; without the lease it is another's.
        if (isFencedOff(error)) lost.abort(error);
        else logger.warn({ err: error }, 'heartbeat of a verification not written');
      });
  };
  const timer = setInterval(() => write(null), heartbeatMs);
  let at: VerificationStep | null = null;
  return {
    signal,
    isLost: () => lost.signal.aborted,
    progress: (step: VerificationStep, done, of) => {
      signal.throwIfAborted(); // the walk over the database knows no signal
      if (step === at && Date.now() - writtenAt < reportEveryMs) return;
      at = step;
      write({ step, entriesDone: done, entriesTotal: of, entriesRead: done });
    },
    end: async () => {
      clearInterval(timer);
      await writing;
    },
  };
}

function isFencedOff(error: unknown): boolean {
  return error instanceof CustodyError && error.code === 'fenced-off';
}
