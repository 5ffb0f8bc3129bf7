import { z } from 'zod';
import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError, type CustodyErrorCode } from '../../custody/custody-error.ts';
import type { CustodyEvent, CustodyEventType } from '../../custody/custody-event.ts';
import { minuteWords } from '../../custody/minute-words.ts';
import { type ProposalRefusal, proposalRefusalWords } from '../../custody/proposal.ts';
import type { RegisterDesk } from '../../ports/custody-register.ts';
import type { ProposalOutcome, ProposalRecord } from '../../ports/proposal-desk.ts';
import { askTenant, asTheTenantSays } from '../as-the-tenant-says.ts';
import type { ProcedureContext } from '../procedure.ts';
import { requireTwoControllers } from './controllers-now.ts';
import { endWithProposal, kindsOfProposal } from './kinds-of-proposal.ts';
import { proposalEvent } from './proposal-event.ts';
import { proposalNote, proposalNoteKey } from './proposal-note.ts';
import { visibleProposal } from './visible-proposal.ts';

export const decideProposalInput = z.strictObject({
  proposalId: z.uuid(),
  comment: z.string().trim().max(2_000, 'Keep a comment under 2,000 characters.').nullable(),
});
type DecideProposalInput = z.infer<typeof decideProposalInput>;

/** Whatever a last confirmation can bring: the facts of every kind. */
export const proposalDecisionEvents: readonly CustodyEventType[] = [
  'proposal.confirmed',
  'proposal.refused',
  ...new Set(Object.values(kindsOfProposal).flatMap(({ records }) => records)),
];

export interface ProposalDecided {
  readonly state: 'waiting' | 'confirmed' | 'refused';
}

/**
 * One decision on a proposal: by what the tenant says of both people now, through the database's one locked function;
 * the last confirmation brings the kind's effect and its facts in the same transaction. Throws `not-found`, `forbidden`,
 * `sign-in-again`, or `conflict` for who comes too late and for what no longer fits; nothing is kept of a decision that
 * does not count.
 */
export async function decideProposal(
  context: ProcedureContext,
  actor: PersonActor,
  { proposalId, comment }: DecideProposalInput,
  decision: 'confirm' | 'refuse',
): Promise<ProposalDecided> {
  const { register, people } = context;
  const proposal = await visibleProposal(register.look, actor, proposalId);
  const attempt = attemptOf(proposal);
  const decider = await asTheTenantSays(context, actor, attempt);
  await requireTwoControllers(context, proposal.needs, proposal.kind, attempt);
  const { enabled, roles } = await askTenant((signal) => people.standing(proposal.proposer.objectId, signal));
  return await register.record(decider, proposalDecisionEvents, async (desk) => {
    const outcome = await desk.decideProposal({
      proposalId,
      decision,
      decider,
      proposerRoles: enabled ? roles : [],
      comment: comment === '' ? null : comment,
    });
    if (outcome.kind === 'not-counted') throw await notCounted(desk, proposal, outcome.why);
    const decided = (await desk.proposal(proposalId)) ?? proposal;
    await tell(desk, decided, decider, outcome);
    return {
      events: await factsOf(desk, decided, decider, outcome, comment),
      result: { state: outcome.kind === 'counted' ? 'waiting' : outcome.kind },
    };
  });
}

async function notCounted(
  desk: RegisterDesk,
  before: ProposalRecord,
  why: ProposalRefusal,
): Promise<CustodyError> {
  const proposal = (await desk.proposal(before.id)) ?? before; // as it is now, behind the lock
  const words = why === 'not-waiting' ? overWords(proposal) : proposalRefusalWords(why, proposal.needs);
  return new CustodyError(codeOf(why), words, { detail: attemptOf(proposal) });
}

/** "PR-2026-0001 was confirmed by Controller 2 at 10:20 UTC: nothing was recorded for you." */
function overWords({ number, state, decisions, decidedAt }: ProposalRecord): string {
  const last = decisions.at(-1)?.by.displayName;
  const by = last !== undefined && (state === 'confirmed' || state === 'refused') ? ` by ${last}` : '';
  return `${number} was ${state}${by} at ${minuteWords(decidedAt ?? '')}: nothing was recorded for you.`;
}

function codeOf(why: ProposalRefusal): CustodyErrorCode {
  switch (why) {
    case 'not-found':
      return 'not-found';
    case 'own-proposal':
    case 'excluded':
    case 'wrong-role':
      return 'forbidden';
    case 'sign-in-too-old':
      return 'sign-in-again';
    case 'not-waiting':
    case 'expired':
    case 'already-decided':
    case 'proposer-lost-role':
    case 'demanded-role-missing':
      return 'conflict';
  }
}

/** Carries what the door needs to record the attempt in the person's own stream. */
function attemptOf({ id, number }: Pick<ProposalRecord, 'id' | 'number'>) {
  return { attempt: number, about: `proposal:${id}` };
}

type Counted = Exclude<ProposalOutcome, { readonly kind: 'not-counted' }>;

async function factsOf(
  desk: RegisterDesk,
  proposal: ProposalRecord,
  decider: PersonActor,
  outcome: Counted,
  comment: string | null,
): Promise<readonly [CustodyEvent, ...CustodyEvent[]]> {
  const why = { reason: comment === '' ? null : comment, authority: null };
  if (outcome.kind === 'refused')
    return [
      proposalEvent('proposal.refused', proposal, { comment: comment ?? '' }, why),
      ...(await endWithProposal(desk, proposal, 'refused')),
    ];
  const { confirmations, needed } = outcome;
  const counted = { confirmations, needed, comment: why.reason };
  const confirmed = proposalEvent('proposal.confirmed', proposal, counted, why);
  if (outcome.kind === 'counted') return [confirmed];
  const { apply, records, kind } = kindsOfProposal[proposal.kind];
  const effects = await apply(desk, proposal, decider);
  const foreign = effects.find(({ type }) => !records.includes(type));
  if (foreign !== undefined) throw new Error(`${foreign.type} is not among the facts of ${kind}`);
  return [confirmed, ...effects];
}

async function tell(
  desk: RegisterDesk,
  { id, number, title, proposer }: ProposalRecord,
  decider: PersonActor,
  outcome: Counted,
): Promise<void> {
  switch (outcome.kind) {
    case 'counted': {
      const count = `${number}: ${outcome.confirmations} of ${outcome.needed} have confirmed`;
      await desk.notify(proposalNote(id, decider.objectId, 'info', `You confirmed ${number}`));
      return await desk.notify(proposalNote(id, proposer.objectId, 'info', count));
    }
    case 'confirmed':
      await desk.settleNotes(proposalNoteKey(id), `${number} was confirmed`);
      return await desk.notify(
        proposalNote(id, proposer.objectId, 'info', `${number} is confirmed: ${title}`),
      );
    case 'refused':
      await desk.settleNotes(proposalNoteKey(id), `${number} was refused`);
      return await desk.notify(
        proposalNote(id, proposer.objectId, 'warning', `${number} was refused by ${decider.displayName}`),
      );
  }
}
