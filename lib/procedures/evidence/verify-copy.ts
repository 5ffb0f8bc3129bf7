import { createHash } from 'node:crypto';
import type { PersonActor, WorkerActor } from '../../custody/actor.ts';
import type { CopyVerificationOutcome, RereadDigests } from '../../custody/copy-verification-event.ts';
import { CustodyError, isRetryable } from '../../custody/custody-error.ts';
import type { CustodyEvent } from '../../custody/custody-event.ts';
import { checkKinds } from '../../custody/fixity.ts';
import { isSealedWhole } from '../../custody/thaw.ts';
import type { SealedItem } from '../../ports/access-desk.ts';
import type { CopyVerificationLease } from '../../ports/copy-verifications.ts';
import type { RegisterDesk } from '../../ports/custody-register.ts';
import { checkedBlocks } from '../access/checked-blocks.ts';
import { CopyMismatch, type Spoilt } from '../access/copy-mismatch.ts';
import { freezeEvents, freezeItem } from '../access/freeze-item.ts';
import { contentFacts, openSealedCopy, type SealedContent } from '../access/sealed-content.ts';
import { endMissed } from '../fixity/missed-alarm.ts';
import { readSample, sampleOf } from '../fixity/read-sample.ts';
import type { ProcedureContext } from '../procedure.ts';
import { tellWatch } from '../tell-watch.ts';
import { copyVerificationEvent } from './copy-verification-event.ts';

const heartbeatMs = 5_000;
const longestPauseSeconds = 300;
const mostTries = 20;

type VerifyContext = Pick<ProcedureContext, 'register' | 'locker' | 'worker'>;

/**
 * Reads one stored copy whole, or the blocks of a sample, if one waits for it, and records whether it is as sealed. A
 * block or size that differs freezes the item; another manifest raises an alarm, and nothing is handed out by such a one
 * anyway. A store that does not answer is asked again later, and a worker that follows a dead one begins anew. Out:
 * whether there was one.
 */
export async function verifyCopy(context: VerifyContext, stopping: AbortSignal): Promise<boolean> {
  const { register } = context;
  const lease = await register.claimCopyVerification();
  if (lease === null) return false;
  const life = keepAlive(context, lease, stopping);
  try {
    const item = await register.look.sealedItem(lease.evidenceId);
    if (item === null) throw new CustodyError('not-found', 'The item is disposed of, or on its way out.');
    const verdict = await verdictOf(context, lease, item, life);
    await life.lastBeat();
    await recordVerified(context, lease, item, verdict);
  } catch (error) {
    if (stopping.aborted || isFencedOff(error)) return true; // another worker, or the next start, goes on with it
    await postpone(context, lease, error);
  } finally {
    life.end();
  }
  return true;
}

interface Verdict {
  readonly outcome: CopyVerificationOutcome;
  readonly digests: RereadDigests | null;
  readonly problem: string | null;
  readonly spoilt: Spoilt | null;
  readonly bytes?: bigint; // of a sample that came to its end
}

type Life = ReturnType<typeof keepAlive>;

/** Heartbeats with the newest figure; a lost lease stops the read. */
function keepAlive({ register }: VerifyContext, lease: CopyVerificationLease, stopping: AbortSignal) {
  const lost = new AbortController();
  let bytes: { readonly done: bigint; readonly total: bigint } | null = null;
  const beat = async () => {
    try {
      await register.reportCopyVerification(lease, bytes);
    } catch (error) {
      // Without a database the read goes on; its record at the end decides.
      if (isFencedOff(error)) lost.abort(error);
    }
  };
  const timer = setInterval(() => void beat(), heartbeatMs);
  return {
    signal: AbortSignal.any([stopping, lost.signal]),
    progress: (done: bigint, total: bigint) => {
      bytes = { done, total };
    },
    end: () => clearInterval(timer),
    lastBeat: beat, // the rate of the next read is told by what this one took
  };
}

async function verdictOf(
  { register, locker }: VerifyContext,
  { seed }: CopyVerificationLease,
  item: SealedItem,
  life: Life,
): Promise<Verdict> {
  try {
    const facts = await register.look.committedFacts(item.evidenceId, contentFacts);
    const content = await openSealedCopy(locker, item, facts, life.signal);
    if (seed === null) return await comparedWithSeal(content, life);
    const bytes = await readSample(content, seed, life.progress, life.signal);
    return { outcome: 'as-sealed', digests: null, problem: null, spoilt: null, bytes };
  } catch (error) {
    if (error instanceof CopyMismatch)
      return { outcome: 'differs', digests: null, problem: error.message, spoilt: error.spoilt };
    if (!(error instanceof CustodyError) || life.signal.aborted) throw error;
    if (error.code === 'digest-mismatch')
      return { outcome: 'differs', digests: null, problem: error.message, spoilt: null };
    if (error.code === 'not-found' || error.code === 'conflict')
      return { outcome: 'not-read', digests: null, problem: error.message, spoilt: null };
    throw error;
  }
}

/** Each block against its own digest, so that the first that differs is named; the whole against the sealed one. */
async function comparedWithSeal(
  { reader, manifest, digests: sealed }: SealedContent,
  life: Life,
): Promise<Verdict> {
  const whole = createHash('sha256');
  let done = 0n;
  const everything = { start: 0n, end: reader.sizeBytes };
  for await (const block of checkedBlocks(reader, manifest, everything, life.signal)) {
    whole.update(block);
    done += BigInt(block.length);
    life.progress(done, reader.sizeBytes);
  }
  const { algorithm, manifestRoot } = sealed; // the root was held against the manifest, and that against every block
  const digests = { algorithm, manifestRoot, sha256: whole.digest('hex'), sizeBytes: done.toString() };
  if (isSealedWhole(sealed, digests)) return { outcome: 'as-sealed', digests, problem: null, spoilt: null };
  const problem = 'Each block is as sealed, and the whole is not.';
  return { outcome: 'differs', digests, problem, spoilt: null };
}

async function recordVerified(
  { register, worker }: VerifyContext,
  lease: CopyVerificationLease,
  item: SealedItem,
  verdict: Verdict,
): Promise<void> {
  const actor: WorkerActor = {
    ...{ kind: 'worker', workerId: worker.id, address: worker.address, identity: 'locker' },
    onBehalfOf: lease.requester === null ? null : accountOf(lease.requester),
  };
  const may = ['evidence.verified', 'evidence.sampled', ...freezeEvents] as const;
  await register.record(actor, may, async (desk) => {
    await desk.lockIncident(item.incidentId); // a thaw takes it too: it sees what came of this, or comes before
    await desk.finishCopyVerification(lease, verdict.outcome, verdict.problem);
    const frozen = await frozenBy(desk, lease, item, verdict);
    await tell(desk, lease, item, verdict);
    return { events: [endEvent(lease, item, verdict), ...frozen], result: undefined };
  });
}

function accountOf({ objectId, userPrincipalName, displayName }: PersonActor) {
  return { objectId, userPrincipalName, displayName };
}

function endEvent(
  { id: verificationId, seed }: CopyVerificationLease,
  item: SealedItem,
  { outcome, digests, problem, bytes }: Verdict,
): CustodyEvent<'evidence.verified' | 'evidence.sampled'> {
  const { exhibitNumber, sha256: sealedSha256 } = item;
  if (seed !== null) {
    const read = bytes?.toString() ?? null;
    const sample = {
      verificationId,
      exhibitNumber,
      ...sampleOf(item.sizeBytes),
      outcome,
      bytes: read,
      problem,
    };
    return copyVerificationEvent('evidence.sampled', item, null, sample);
  }
  const detail = { verificationId, exhibitNumber, outcome, sealedSha256, digests, problem };
  return copyVerificationEvent('evidence.verified', item, null, detail);
}

async function frozenBy(
  desk: RegisterDesk,
  { id: readId, requester: by }: CopyVerificationLease,
  item: SealedItem,
  { spoilt }: Verdict,
): Promise<readonly CustodyEvent<(typeof freezeEvents)[number]>[]> {
  if (spoilt === null || (await desk.freezeOf(item.evidenceId)) !== null) return [];
  return await freezeItem(desk, { item, readId, requestId: null, by, spoilt });
}

/**
 * Who asked is told whatever came of it; a difference that froze nothing is told to who watches besides. What was missed
 * is made up for by a check that found the copy as sealed.
 */
async function tell(
  desk: RegisterDesk,
  { requester, seed }: CopyVerificationLease,
  { evidenceId, exhibitNumber, incidentId }: SealedItem,
  { outcome, problem, spoilt }: Verdict,
): Promise<void> {
  const about = { key: `mismatch:${evidenceId}`, href: `/evidence/${evidenceId}?tab=integrity` };
  const tellRequester = async (level: 'info' | 'warning' | 'error', title: string) => {
    if (requester !== null) await desk.notify({ personObjectId: requester.objectId, ...about, level, title });
  };
  switch (outcome) {
    case 'as-sealed':
      if (seed === null) await desk.clearAlarm(about.key);
      await endMissed(desk, evidenceId, seed === null ? checkKinds : ['sample']);
      return await tellRequester('info', `${exhibitNumber}: read whole, as sealed`);
    case 'not-read':
      return await tellRequester('warning', `${exhibitNumber}: not read. ${problem}`);
    case 'differs': {
      const read = seed === null ? 'read whole' : 'a sample of it was read';
      const title = `${exhibitNumber}: ${read}, and not as sealed. ${problem}`;
      if (spoilt !== null) return await tellRequester('error', title);
      const incident = await desk.incident(incidentId);
      const audience = incident?.restricted === true ? incident.memberObjectIds : null;
      const watched = { ...about, level: 'error', title, incidentId, subject: exhibitNumber } as const;
      return await tellWatch(desk, watched, audience, requester === null ? [] : [requester.objectId]);
    }
  }
}

async function postpone(context: VerifyContext, lease: CopyVerificationLease, error: unknown): Promise<void> {
  const { register } = context;
  const known = error instanceof CustodyError ? error : null;
  const problem = known?.message ?? 'It failed on our side.';
  if (lease.tries + 1 < mostTries && (known === null || isRetryable(known.code))) {
    const seconds = Math.min(longestPauseSeconds, 2 ** (lease.tries + 1));
    await register.postponeCopyVerification(lease, problem, seconds);
    if (known === null) throw error; // nobody foresaw it
    return;
  }
  const item = await register.look.sealedItem(lease.evidenceId);
  if (item === null) return await register.postponeCopyVerification(lease, problem, longestPauseSeconds);
  await recordVerified(context, lease, item, { outcome: 'not-read', digests: null, problem, spoilt: null });
}

function isFencedOff(error: unknown): boolean {
  return error instanceof CustodyError && error.code === 'fenced-off';
}
