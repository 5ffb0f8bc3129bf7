import { z } from 'zod';
import { modeWords } from '../../custody/access-policy.ts';
import {
  type DecisionRefusal,
  decisionRefusalWords,
  refusalOfDecision,
} from '../../custody/access-request.ts';
import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError, type CustodyErrorCode } from '../../custody/custody-error.ts';
import type { CustodyEvent } from '../../custody/custody-event.ts';
import { minuteWords } from '../../custody/minute-words.ts';
import { type Remark, remarkDigest } from '../../custody/remark.ts';
import type { AccessRequestRecord, DecisionOutcome } from '../../ports/access-desk.ts';
import type { IncidentRecord, RegisterDesk } from '../../ports/custody-register.ts';
import { asTheTenantSays } from '../as-the-tenant-says.ts';
import type { ProcedureContext } from '../procedure.ts';
import { accessEvents } from './access-event.ts';
import { approversNow, partiesOf } from './approvers-now.ts';
import { requestNote, requestNoteKey } from './request-note.ts';
import { visibleRequest } from './visible-request.ts';

export const decideInput = z.strictObject({
  requestId: z.uuid(),
  comment: z.string().trim().max(2_000, 'Keep a comment under 2,000 characters.').nullable(),
});
type DecideInput = z.infer<typeof decideInput>;

export const decisionEvents = ['access.approved', 'access.granted', 'access.refused'] as const;
type DecisionEvent = (typeof decisionEvents)[number];

/** What became of a request by one decision. */
export interface Decided {
  readonly state: 'waiting' | 'granted' | 'refused';
  readonly grantId: string | null;
}

/**
 * One decision on a request: by what the tenant says of the person now, through the database's one locked function,
 * with its facts in the same transaction. Throws `not-found`, `forbidden`, `sign-in-again`, or `conflict` for who comes
 * too late; nothing is kept of a decision that does not count.
 */
export async function decide(
  context: ProcedureContext,
  actor: PersonActor,
  input: DecideInput,
  decision: 'approve' | 'refuse',
): Promise<Decided> {
  const { request, incident } = await visibleRequest(context.register.look, actor, input.requestId);
  const approver = await asTheTenantSays(context, actor, attemptOf(request));
  const fallbackOpen = await isFallbackNeeded(context, approver, request, incident);
  return await context.register.record(approver, decisionEvents, async (desk) => {
    const remark =
      input.comment === null || input.comment === ''
        ? null
        : await desk.addRemark(request.id, approver, input.comment);
    const outcome = await desk.decideAccess({
      requestId: request.id,
      decision,
      approver,
      fallbackOpen,
      remarkId: remark?.id ?? null,
    });
    if (outcome.kind === 'not-counted') throw await notCounted(desk, request, outcome.why);
    const decided = (await desk.accessRequest(request.id)) ?? request;
    await tell(desk, decided, approver, outcome);
    return {
      events: factsOf(decided, outcome, remark, fallbackOpen),
      result: {
        state: outcome.kind === 'approved' ? 'waiting' : outcome.kind,
        grantId: outcome.kind === 'granted' ? outcome.grantId : null,
      },
    };
  });
}

/** Asked only of who holds none of the named roles: for the others it makes no difference. */
async function isFallbackNeeded(
  context: ProcedureContext,
  approver: PersonActor,
  request: AccessRequestRecord,
  incident: IncidentRecord,
): Promise<boolean> {
  const parties = partiesOf(request);
  const asNamed = refusalOfDecision(request.policy, parties, approver, false);
  const asStandIn = refusalOfDecision(request.policy, parties, approver, true);
  if (asNamed === null || asStandIn !== null) return false;
  return (await approversNow(context, request.policy, parties, incident)).fallbackOpen;
}

async function notCounted(
  desk: RegisterDesk,
  before: AccessRequestRecord,
  why: DecisionRefusal,
): Promise<CustodyError> {
  const request = (await desk.accessRequest(before.id)) ?? before; // as it is now, behind the lock
  const words = why === 'not-waiting' ? overWords(request) : decisionRefusalWords(why, request.policy);
  return denied(codeOf(why), words, request);
}

/** "AR-2026-0001 was granted by Lead 2 8 s ago: nothing was recorded for you." */
function overWords({ number, state, decisions, decidedAt }: AccessRequestRecord): string {
  const last = decisions.at(-1)?.by.displayName;
  const by = last !== undefined && (state === 'granted' || state === 'refused') ? ` by ${last}` : '';
  const seconds =
    decidedAt === null ? 0 : Math.max(0, Math.round((Date.now() - Date.parse(decidedAt)) / 1_000));
  const ago = seconds < 120 ? `${seconds} s ago` : `at ${minuteWords(decidedAt ?? '')}`;
  return `${number} was ${state}${by} ${ago}: nothing was recorded for you.`;
}

function codeOf(why: DecisionRefusal): CustodyErrorCode {
  switch (why) {
    case 'not-found':
      return 'not-found';
    case 'own-request':
    case 'custodian':
    case 'wrong-role':
      return 'forbidden';
    case 'sign-in-too-old':
      return 'sign-in-again';
    case 'not-waiting':
    case 'expired':
    case 'already-decided':
      return 'conflict';
  }
}

function denied(
  code: CustodyErrorCode,
  message: string,
  request: Pick<AccessRequestRecord, 'id' | 'number'>,
): CustodyError {
  return new CustodyError(code, message, { detail: attemptOf(request) });
}

/** Carries what the door needs to record the attempt in the person's own stream. */
function attemptOf({ id, number }: Pick<AccessRequestRecord, 'id' | 'number'>) {
  return { attempt: number, about: `request:${id}` };
}

type Counted = Exclude<DecisionOutcome, { readonly kind: 'not-counted' }>;
type Facts = readonly [CustodyEvent<DecisionEvent>, ...CustodyEvent<DecisionEvent>[]];

function factsOf(
  request: AccessRequestRecord,
  outcome: Counted,
  remark: Remark | null,
  fallbackOpen: boolean,
): Facts {
  const about = { requestId: request.id, number: request.number };
  const { remarks } = request;
  const reason = remark?.text ?? null;
  if (outcome.kind === 'refused')
    return accessEvents('access.refused', request, { ...about, remarks }, { reason });
  const { approvals, needed } = outcome;
  const approved = accessEvents('access.approved', request, {
    ...about,
    approvals,
    needed,
    asStandIn: fallbackOpen,
    remarkSha256: remark === null ? null : remarkDigest(remark),
  });
  if (outcome.kind === 'approved') return approved;
  const { mode, addressRange, requester } = request;
  const granted = accessEvents('access.granted', request, {
    ...about,
    grantId: outcome.grantId,
    mode,
    grantee: { objectId: requester.objectId, displayName: requester.displayName },
    approvers: request.decisions.map(({ by }) => by),
    addressRange,
    endsAt: outcome.endsAt,
    remarks,
  });
  return [...approved, ...granted];
}

async function tell(
  desk: RegisterDesk,
  { id, number, mode, requester }: AccessRequestRecord,
  approver: PersonActor,
  outcome: Counted,
): Promise<void> {
  switch (outcome.kind) {
    case 'approved': {
      const title = `${number}: ${outcome.approvals} of ${outcome.needed} approvals`;
      await desk.notify(requestNote(id, approver.objectId, 'info', `You approved ${number}`));
      return await desk.notify(requestNote(id, requester.objectId, 'info', title));
    }
    case 'granted': {
      await desk.settleNotes(requestNoteKey(id), `${number} was granted`);
      const title = `${number}: ${modeWords(mode).toLowerCase()} is granted until ${minuteWords(outcome.endsAt)}`;
      return await desk.notify(requestNote(id, requester.objectId, 'info', title));
    }
    case 'refused':
      await desk.settleNotes(requestNoteKey(id), `${number} was refused`);
      return await desk.notify(
        requestNote(id, requester.objectId, 'warning', `${number} was refused by ${approver.displayName}`),
      );
  }
}
