import type { WorkerActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { CustodyEvent } from '../../custody/custody-event.ts';
import {
  type BlobDifference,
  type PresenceState,
  presenceOf,
  type StoredBlob,
} from '../../custody/evidence-presence.ts';
import type { RegisterDesk } from '../../ports/custody-register.ts';
import type { SealedCopy } from '../../ports/presence-checks.ts';
import type { ProcedureContext } from '../procedure.ts';
import { tellWatch } from '../tell-watch.ts';

const answerLimitMs = 10_000;
const mayRecord = ['evidence.missing-found', 'evidence.other-found', 'evidence.found-again'] as const;

type WatchContext = Pick<ProcedureContext, 'register' | 'locker' | 'worker'>;

/**
 * Asks the store for one sealed copy, without its bytes. A change is recorded and told to leads, controllers and
 * auditors; that nothing changed, or that the store gave no answer, is only noted. Out: what is known now.
 */
export async function lookForCopy(
  context: WatchContext,
  copy: SealedCopy,
  signal: AbortSignal,
): Promise<PresenceState | 'unknown'> {
  const answer = await ask(context, copy, signal);
  if ('problem' in answer) {
    await context.register.reportPresence(copy.evidenceId, { kind: 'unknown', problem: answer.problem });
    return 'unknown';
  }
  const { found } = answer;
  const { state, differences } = presenceOf(copy.expected, found);
  if (state !== (copy.state ?? 'stored')) await recordChange(context, copy, { state, found, differences });
  else if (found !== null && state === 'stored')
    await context.register.reportPresence(copy.evidenceId, { kind: 'stored', found });
  else await context.register.reportPresence(copy.evidenceId, { kind: 'unchanged' });
  return state;
}

type Answer = { readonly found: StoredBlob | null } | { readonly problem: string };

/** Only the store's own "there is no such blob" means that it is gone; everything else means that nobody knows. */
async function ask({ locker }: WatchContext, copy: SealedCopy, signal: AbortSignal): Promise<Answer> {
  const limit = AbortSignal.timeout(answerLimitMs);
  try {
    return { found: await locker.look(copy.container, copy.blob, AbortSignal.any([signal, limit])) };
  } catch (error) {
    if (error instanceof CustodyError) return { problem: error.message };
    if (limit.aborted && !signal.aborted)
      return { problem: `The store gave no answer within ${answerLimitMs / 1000} seconds.` };
    throw error;
  }
}

interface Change {
  readonly state: PresenceState;
  readonly found: StoredBlob | null;
  readonly differences: readonly BlobDifference[];
}

async function recordChange({ register, locker, worker }: WatchContext, copy: SealedCopy, change: Change) {
  const actor: WorkerActor = {
    kind: 'worker',
    workerId: worker.id,
    address: worker.address,
    identity: 'locker',
    onBehalfOf: null,
  };
  try {
    await register.record(actor, mayRecord, async (desk) => {
      await desk.setPresence(copy, change.state, change.found);
      await tell(desk, copy, change.state);
      return { result: undefined, events: [presenceEvent(locker.account, copy, change)] };
    });
  } catch (error) {
    // Another worker saw the same change and recorded it.
    if (!(error instanceof CustodyError && error.code === 'conflict')) throw error;
  }
}

function presenceEvent(
  account: string,
  copy: SealedCopy,
  { state, found, differences }: Change,
): CustodyEvent<(typeof mayRecord)[number]> {
  const { evidenceId, incidentId, rehearsal, exhibitNumber, container, blob, expected } = copy;
  const about = {
    stream: { kind: 'evidence', id: evidenceId },
    subjects: [
      `incident:${incidentId}`,
      `evidence:${evidenceId}`,
      ...(rehearsal ? [`rehearsal:${evidenceId}`] : []),
    ],
    reason: null,
    authority: null,
  } as const;
  const place = { exhibitNumber, account, container, blob };
  if (found === null) return { ...about, type: 'evidence.missing-found', detail: { ...place, expected } };
  if (state === 'other') return { ...about, type: 'evidence.other-found', detail: { ...place, differences } };
  return { ...about, type: 'evidence.found-again', detail: { ...place, found } };
}

async function tell(desk: RegisterDesk, copy: SealedCopy, state: PresenceState): Promise<void> {
  const { evidenceId, exhibitNumber, audience, incidentId } = copy;
  const href = `/evidence/${evidenceId}`;
  const about = { key: `presence:${evidenceId}`, href, incidentId, subject: exhibitNumber };
  switch (state) {
    case 'missing':
      return tellWatch(
        desk,
        { ...about, level: 'error', title: `${exhibitNumber}: Missing in the store` },
        audience,
      );
    case 'other':
      return tellWatch(
        desk,
        { ...about, level: 'error', title: `${exhibitNumber}: another blob lies under its name` },
        audience,
      );
    case 'stored':
      return tellWatch(
        desk,
        { ...about, level: 'info', title: `${exhibitNumber}: found again in the store` },
        audience,
      );
  }
}
