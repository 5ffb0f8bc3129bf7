import { z } from 'zod';
import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { ControllerActs } from '../../ports/controller-acts.ts';
import type { ProposalRecord } from '../../ports/proposal-desk.ts';
import { answerInTime } from '../answer-in-time.ts';
import { asTheTenantSays } from '../as-the-tenant-says.ts';
import { requireFreshSignIn } from '../fresh-sign-in.ts';
import type { Procedure, ProcedureContext } from '../procedure.ts';
import { controllerNeeds } from './controller-needs.ts';
import { proposalEvent } from './proposal-event.ts';
import { visibleProposal } from './visible-proposal.ts';

const azureLimitMs = 30_000;
const silence = 'Azure did not answer in time: whether the hold was cleared is not known yet.';

const actAsControllerInput = z.strictObject({
  proposalId: z.uuid(),
  acts: z.custom<ControllerActs>(), // with the token that the tenant gave this person for this act
});

/**
 * Does in Azure what was agreed on and no identity of the product may do, as the controller who agreed to it. Recorded
 * before Azure is asked, and with what it answered. Safe to repeat. Throws `not-found`, `forbidden` for who was no party to
 * the decision, `sign-in-again`, `conflict` where nothing waits for an act, and what Azure refused in its own words.
 */
export const actAsController: Procedure<
  z.infer<typeof actAsControllerInput>,
  { readonly proposalId: string }
> = {
  name: 'act-as-controller',
  permission: 'controls.act',
  input: actAsControllerInput,
  records: ['control.act-begun', 'control.act-done', 'control.act-failed'],
  async run(context, actor, { proposalId, acts }) {
    const { look } = context.register;
    const proposal = await visibleProposal(look, actor, proposalId);
    const controller = await asTheTenantSays(context, actor, attemptOf(proposal));
    requireParty(proposal, controller);
    requireFreshSignIn(controller, controllerNeeds.stepUpMinutes, attemptOf(proposal));
    const hold = await waitingHold(context, proposal);
    const act = { act: 'clear-hold', ...hold } as const;
    const { register } = context;
    await register.append(
      controller,
      ['control.act-begun'],
      [proposalEvent('control.act-begun', proposal, act)],
    );
    const clear = (signal: AbortSignal) => acts.clearHold(hold.container, hold.tag, signal);
    const { value: left, azure } = await answerInTime(azureLimitMs, silence, clear).catch(async (error) => {
      const problem = error instanceof CustodyError ? error.message : 'It failed on our side.';
      const failed = proposalEvent('control.act-failed', proposal, { ...act, problem });
      await register.append(controller, ['control.act-failed'], [failed]);
      throw error;
    });
    const correlationIds = azure.flatMap(({ correlationId }) => correlationId ?? []);
    const done = proposalEvent('control.act-done', proposal, { ...act, left, correlationIds });
    await register.append(controller, ['control.act-done'], [done]);
    return { proposalId };
  },
};

/** Who proposed it or confirmed it, and is a controller at this moment. */
function requireParty(proposal: ProposalRecord, { objectId, roles }: PersonActor): void {
  const agreed = proposal.decisions
    .filter(({ decision }) => decision === 'confirm')
    .map(({ by }) => by.objectId);
  if (roles.includes('controller') && [proposal.proposer.objectId, ...agreed].includes(objectId)) return;
  throw new CustodyError('forbidden', 'A controller who agreed to it acts, with their own account.', {
    detail: attemptOf(proposal),
  });
}

async function waitingHold(
  { register }: ProcedureContext,
  { number, incidentId }: ProposalRecord,
): Promise<{ readonly container: string; readonly tag: string }> {
  const guard = incidentId === null ? null : await register.look.guardOf(incidentId);
  const act = guard?.acts.find(
    (one) =>
      one.state === 'waits-for-controller' && one.kind === 'clear-hold' && one.caseReference === number,
  );
  if (act === undefined || act.tag === null)
    throw new CustodyError('conflict', `Nothing waits for a controller’s act by ${number}.`);
  return { container: act.container, tag: act.tag };
}

function attemptOf({ id, number }: ProposalRecord) {
  return { attempt: number, about: `proposal:${id}` };
}
