import { z } from 'zod';
import { CustodyError } from '../../../custody/custody-error.ts';
import { minuteWords } from '../../../custody/minute-words.ts';
import type { ProposalNeeds } from '../../../custody/proposal.ts';
import type { GuardedContainer } from '../../../ports/guard-state.ts';
import { incidentEvent } from '../../incident/incident-event.ts';
import { visibleIncident } from '../../incident/visible-incident.ts';
import type { KindOfProposal } from '../proposal-kind.ts';
import { proposing } from '../propose.ts';

const liftHoldInput = z.strictObject({
  incidentId: z.uuid(),
  tag: z.string().regex(/^[a-z0-9]{3,23}$/, 'Name one of the holds that stand.'),
});

const needs: ProposalNeeds = {
  deciders: 1,
  roles: ['lead', 'controller'],
  oneOf: 'controller',
  proposerRoles: ['lead', 'controller'],
  excluded: [],
  stepUpMinutes: 15,
  twoControllers: true,
  waitingDays: 7,
};

/**
 * Lifting a legal hold. Confirming it writes down what a controller is to do: no identity of the product can clear a hold,
 * so it stands until that controller's own act, and it is lifted when Azure says so.
 */
export const liftHoldKind: KindOfProposal<z.infer<typeof liftHoldInput>> = {
  kind: 'lift-hold',
  permission: 'hold.propose-lift',
  input: liftHoldInput,
  records: ['hold.lift-confirmed'],
  async prepare({ register }, actor, { incidentId, tag }) {
    const { id, number } = await visibleIncident(register.look, actor, incidentId);
    const guard = requireStanding(await register.look.guardOf(id), tag);
    const held = guard.seen?.hold.find((one) => one.tag === tag);
    return {
      needs,
      key: `${id}:${tag}`,
      title: `Lift the hold ${tag} of ${number}`,
      subject: { kind: 'incident', id },
      subjects: [`incident:${id}`],
      incidentId: id,
      before: { incidentId: id, tag, container: guard.container },
      after: { tag: null },
      changes: [
        {
          field: `Hold on ${guard.container} (${guard.exhibits} sealed)`,
          before: `${tag}, since ${minuteWords(held?.at ?? '')}`,
          after: null,
        },
      ],
    };
  },
  async apply(desk, proposal, confirmedBy) {
    const { incidentId, tag } = liftHoldInput.parse(wanted(proposal.before));
    await desk.lockIncident(incidentId);
    const { container } = requireStanding(await desk.guardOf(incidentId), tag);
    const act = { kind: 'clear-hold', tag, proposal: proposal.number } as const;
    const asked = { incidentId, container, act, reason: proposal.reason, actor: confirmedBy };
    const { id: actId } = await desk.openGuardAct(asked);
    const detail = { actId, container, tag, proposal: proposal.number };
    return [incidentEvent('hold.lift-confirmed', incidentId, proposal.reason, detail)];
  },
};

export const proposeLiftHold = proposing(liftHoldKind);

function wanted(before: object): object {
  const { incidentId, tag } = before as Readonly<Record<string, unknown>>;
  return { incidentId, tag };
}

/** Throws `conflict` for a hold that does not stand, by Azure's last word, or that is being lifted already. */
function requireStanding(guard: GuardedContainer | null, tag: string): GuardedContainer {
  const stands = guard?.seen?.hold.some((one) => one.tag === tag) === true;
  if (guard === null || !stands)
    throw new CustodyError('conflict', `Azure does not say that the hold ${tag} stands.`);
  const isOpen = guard.acts.some((act) => act.tag === tag && act.state === 'waits-for-controller');
  if (!isOpen) return guard;
  throw new CustodyError('conflict', `The hold ${tag} waits for a controller to lift it already.`);
}
